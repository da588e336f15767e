// The same HTTP in Go: what our projects are measured against, as its users would write and run it.
package main

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	threshold  = 5
	ofMixed    = 15_000
	newest     = "SELECT id, name, unit, created_at FROM sensors ORDER BY created_at DESC, id DESC LIMIT $1"
	isThere    = "SELECT FROM sensors WHERE id = $1"
	ofOne      = "SELECT at, value FROM readings WHERE sensor_id = $1 ORDER BY at"
	withMicros = "2006-01-02T15:04:05.000000Z"
)

type server struct {
	database *pgxpool.Pool
	client   *http.Client
	upstream string
	times    []time.Time
	values   []float64
}

type sensor struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Unit      string `json:"unit"`
	CreatedAt string `json:"created_at"`
}

type page struct {
	Items      []sensor `json:"items"`
	NextCursor *string  `json:"next_cursor"`
}

type fact struct {
	Value int `json:"value"`
}

type mixed struct {
	Upstream fact    `json:"upstream"`
	Summary  summary `json:"summary"`
}

func main() {
	config, err := pgxpool.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	config.MaxConns = 16 // more than one core keeps busy; more of them only cost the database
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	database, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		log.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns = 0 // as many as there are requests: the default keeps two a host
	transport.MaxIdleConnsPerHost = 4096
	transport.DisableCompression = true
	s := &server{
		database: database,
		client:   &http.Client{Transport: transport, Timeout: 30 * time.Second},
		upstream: os.Getenv("UPSTREAM_URL"),
	}
	if err := s.load(os.Getenv("READINGS")); err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", s.live)
	mux.HandleFunc("GET /api/v1/sensors", s.sensors)
	mux.HandleFunc("GET /api/v1/sensors/{id}/summary", s.stored)
	mux.HandleFunc("GET /claims/upstream", s.ask)
	mux.HandleFunc("GET /claims/summary", s.summary)
	mux.HandleFunc("GET /claims/mixed", s.mixed)
	address := "127.0.0.1:" + os.Getenv("PORT")
	log.Fatal((&http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}).ListenAndServe())
}

// load reads little-endian doubles; each of them is a second after the last.
func (s *server) load(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for ; len(raw) >= 8; raw = raw[8:] {
		s.values = append(s.values, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		s.times = append(s.times, at)
		at = at.Add(time.Second)
	}
	return nil
}

func (s *server) live(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]string{"status": "ok"}, nil)
}

func (s *server) sensors(w http.ResponseWriter, r *http.Request) {
	limit := 20
	if given := r.URL.Query().Get("limit"); given != "" {
		var err error
		if limit, err = strconv.Atoi(given); err != nil || limit < 1 || limit > 100 {
			http.Error(w, "limit: 1 to 100", http.StatusUnprocessableEntity)
			return
		}
	}
	rows, err := s.database.Query(r.Context(), newest, limit+1)
	if err != nil {
		answer(w, nil, err)
		return
	}
	found := page{Items: make([]sensor, 0, limit+1)}
	var one sensor
	var id [16]byte
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &one.Name, &one.Unit, &at}, func() error {
		one.ID, one.CreatedAt = hyphenated(id), instant(at)
		found.Items = append(found.Items, one)
		return nil
	})
	if len(found.Items) > limit {
		found.Items = found.Items[:limit]
		last := found.Items[limit-1]
		cursor := last.CreatedAt + "," + last.ID
		found.NextCursor = &cursor
	}
	answer(w, found, err)
}

func (s *server) stored(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if err := s.database.QueryRow(r.Context(), isThere, id).Scan(); err != nil {
		answer(w, nil, err)
		return
	}
	rows, err := s.database.Query(r.Context(), ofOne, id)
	if err != nil {
		answer(w, nil, err)
		return
	}
	var at time.Time
	var value float64
	var times []time.Time
	var values []float64
	_, err = pgx.ForEachRow(rows, []any{&at, &value}, func() error {
		times, values = append(times, at), append(values, value)
		return nil
	})
	answer(w, summarise(times, values, threshold), err)
}

func (s *server) ask(w http.ResponseWriter, r *http.Request) {
	found, err := s.fetch(r.Context())
	answer(w, found, err)
}

func (s *server) summary(w http.ResponseWriter, _ *http.Request) {
	answer(w, summarise(s.times, s.values, threshold), nil)
}

func (s *server) mixed(w http.ResponseWriter, r *http.Request) {
	found, err := s.fetch(r.Context())
	answer(w, mixed{found, summarise(s.times[:ofMixed], s.values[:ofMixed], threshold)}, err)
}

func (s *server) fetch(ctx context.Context) (found fact, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.upstream, nil)
	if err != nil {
		return found, err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return found, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return found, fmt.Errorf("upstream: %s", response.Status)
	}
	return found, json.NewDecoder(response.Body).Decode(&found)
}

func answer(w http.ResponseWriter, value any, err error) {
	if errors.Is(err, pgx.ErrNoRows) {
		http.Error(w, "there is none", http.StatusNotFound)
		return
	}
	body, encoding := json.Marshal(value)
	if err = errors.Join(err, encoding); err != nil {
		log.Print(err)
		http.Error(w, "it failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body))) // a long answer would come in chunks
	w.Write(body)
}

func hyphenated(id [16]byte) string {
	var text [36]byte
	from := 0
	for _, group := range [...]struct{ at, bytes int }{{0, 4}, {9, 2}, {14, 2}, {19, 2}, {24, 6}} {
		hex.Encode(text[group.at:], id[from:from+group.bytes])
		from += group.bytes
	}
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

func instant(at time.Time) string {
	if at.Nanosecond() == 0 {
		return at.UTC().Format(time.RFC3339)
	}
	return at.UTC().Format(withMicros)
}
