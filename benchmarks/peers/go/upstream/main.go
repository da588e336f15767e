// The other service: it answers after WAIT, and takes as little of the machine as it can.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	wait, err := time.ParseDuration(os.Getenv("WAIT"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"status":"ok"}`)
	})
	http.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(wait)
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"value":42}`)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
