package main

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	warmUp        = 30
	smoothing     = 0.05
	madToSigma    = 1.4826
	narrowest     = 1e-12
	mostAnomalies = 1000
)

type anomaly struct {
	At    string  `json:"at"`
	Value float64 `json:"value"`
	Score float64 `json:"score"`
}

type summary struct {
	Count     int       `json:"count"`
	Mean      *float64  `json:"mean"`
	Stddev    *float64  `json:"stddev"`
	Min       *float64  `json:"min"`
	Max       *float64  `json:"max"`
	P50       *float64  `json:"p50"`
	P95       *float64  `json:"p95"`
	P99       *float64  `json:"p99"`
	Anomalies []anomaly `json:"anomalies"`
}

type outlier struct {
	index int
	score float64
}

func summarise(times []time.Time, values []float64, threshold float64) summary {
	found := summary{Count: len(values), Anomalies: []anomaly{}}
	if len(values) == 0 {
		return found
	}
	mean, stddev := moments(values)
	low, high := extremes(values)
	p50, p95, p99 := percentiles(values)
	found.Mean, found.Min, found.Max = &mean, &low, &high
	found.P50, found.P95, found.P99 = &p50, &p95, &p99
	if len(values) > 1 {
		found.Stddev = &stddev
	}
	for _, one := range outliers(values, threshold) {
		found.Anomalies = append(found.Anomalies, anomaly{instant(times[one.index]), values[one.index], one.score})
	}
	return found
}

func moments(values []float64) (mean, stddev float64) {
	var sum compensated
	for _, value := range values {
		sum = sum.plus(value)
	}
	mean = sum.total() / float64(len(values))
	var squares compensated
	for _, value := range values {
		squares = squares.plus((value - mean) * (value - mean))
	}
	return mean, math.Sqrt(squares.total() / float64(len(values)-1))
}

// compensated is a sum that carries what rounding takes from it.
type compensated struct{ sum, lost float64 }

func (c compensated) plus(value float64) compensated {
	sum := c.sum + value
	rounded := sum - c.sum
	lost := (c.sum - (sum - rounded)) + (value - rounded)
	return compensated{sum, c.lost + lost}
}

func (c compensated) total() float64 { return c.sum + c.lost }

// extremes compares: the built-in min and max look for NaN, too, which takes several times that.
func extremes(values []float64) (low, high float64) {
	low, high = values[0], values[0]
	for _, value := range values {
		if value < low {
			low = value
		}
		if value > high {
			high = value
		}
	}
	return low, high
}

// percentiles takes no complete sort: each is looked for above the one before.
func percentiles(values []float64) (p50, p95, p99 float64) {
	rest, passed := slices.Clone(values), 0
	next := func(share float64) float64 {
		position := share * float64(len(values)-1)
		below := int(position)
		selectNth(rest[passed:], below-passed)
		low := rest[below]
		high := low
		if below+1 < len(rest) {
			high, _ = extremes(rest[below+1:])
		}
		passed = below
		return low + (high-low)*(position-float64(below))
	}
	return next(0.50), next(0.95), next(0.99)
}

// selectNth puts the nth smallest in its place, with none larger before it (Hoare's quickselect).
func selectNth(values []float64, n int) {
	for low, high := 0, len(values)-1; low < high; {
		one, two, three := values[low], values[low+(high-low)/2], values[high]
		pivot := max(min(one, two), min(max(one, two), three))
		left, right := low, high
		for left <= right {
			for values[left] < pivot {
				left++
			}
			for values[right] > pivot {
				right--
			}
			if left <= right {
				values[left], values[right] = values[right], values[left]
				left++
				right--
			}
		}
		switch {
		case n <= right:
			high = right
		case n >= left:
			low = left
		default:
			return
		}
	}
}

func outliers(values []float64, threshold float64) []outlier {
	if len(values) <= warmUp {
		return nil
	}
	low, high := extremes(values)
	least := narrowest * max(math.Abs(low), math.Abs(high))
	centre := median(values[:warmUp])
	spreads := make([]float64, warmUp)
	for index, value := range values[:warmUp] {
		spreads[index] = math.Abs(value - centre)
	}
	scale := max(madToSigma*median(spreads), least)
	variance := scale * scale
	var found []outlier
	for index := warmUp; index < len(values); index++ {
		deviation := values[index] - centre
		bound := threshold * scale
		if deviation > bound {
			found = append(found, outlier{index, deviation / scale})
			deviation = bound
		} else if deviation < -bound {
			found = append(found, outlier{index, -deviation / scale})
			deviation = -bound
		}
		centre += smoothing * deviation
		variance = (1 - smoothing) * (variance + smoothing*deviation*deviation)
		scale = math.Sqrt(variance)
		if scale < least {
			scale = least
		}
	}
	slices.SortFunc(found, func(one, other outlier) int {
		return cmp.Or(cmp.Compare(other.score, one.score), cmp.Compare(one.index, other.index))
	})
	return found[:min(len(found), mostAnomalies)]
}

// median is that of an even number of values.
func median(values []float64) float64 {
	ordered := slices.Clone(values)
	slices.Sort(ordered)
	middle := len(ordered) / 2
	return (ordered[middle-1] + ordered[middle]) / 2
}
