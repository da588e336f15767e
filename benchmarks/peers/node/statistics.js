const WARM_UP = 30;
const SMOOTHING = 0.05;
const MAD_TO_SIGMA = 1.4826;
const NARROWEST = 1e-12;
const MOST_ANOMALIES = 1000;

/** The summary of a Float64Array; `timeOf` tells when one of them was read. */
export function summarise(timeOf, values, threshold) {
  if (!values.length) {
    const none = { mean: null, stddev: null, min: null, max: null, p50: null, p95: null, p99: null };
    return { count: 0, ...none, anomalies: [] };
  }
  const [mean, stddev] = moments(values);
  const [min, max] = extremes(values);
  const [p50, p95, p99] = percentiles(values, [0.5, 0.95, 0.99]);
  const anomalies = outliers(values, threshold).map(({ index, score }) => ({
    at: timeOf(index),
    value: values[index],
    score,
  }));
  return { count: values.length, mean, stddev, min, max, p50, p95, p99, anomalies };
}

/** Sums that carry what rounding takes from them. */
function moments(values) {
  let sum = 0;
  let lost = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const next = sum + value;
    const rounded = next - sum;
    lost += sum - (next - rounded) + (value - rounded);
    sum = next;
  }
  const mean = (sum + lost) / values.length;
  sum = 0;
  lost = 0;
  for (let index = 0; index < values.length; index++) {
    const value = (values[index] - mean) * (values[index] - mean);
    const next = sum + value;
    const rounded = next - sum;
    lost += sum - (next - rounded) + (value - rounded);
    sum = next;
  }
  const stddev = values.length > 1 ? Math.sqrt((sum + lost) / (values.length - 1)) : null;
  return [mean, stddev];
}

function extremes(values) {
  let min = values[0];
  let max = values[0];
  for (let index = 1; index < values.length; index++) {
    const value = values[index];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** Without a complete sort: each is looked for above the one before. */
function percentiles(values, shares) {
  const rest = values.slice();
  let passed = 0;
  return shares.map((share) => {
    const position = share * (rest.length - 1);
    const below = Math.floor(position);
    selectNth(rest, passed, below);
    passed = below;
    const low = rest[below];
    const high = below + 1 < rest.length ? extremes(rest.subarray(below + 1))[0] : low;
    return low + (high - low) * (position - below);
  });
}

/** Puts the nth smallest in its place, with none larger before it (Hoare's quickselect). */
function selectNth(values, from, n) {
  let low = from;
  let high = values.length - 1;
  while (low < high) {
    const one = values[low];
    const two = values[(low + high) >> 1];
    const three = values[high];
    const pivot = Math.max(Math.min(one, two), Math.min(Math.max(one, two), three));
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left <= right) {
        const swapped = values[left];
        values[left++] = values[right];
        values[right--] = swapped;
      }
    }
    if (n <= right) high = right;
    else if (n >= left) low = left;
    else return;
  }
}

function outliers(values, threshold) {
  if (values.length <= WARM_UP) return [];
  const [min, max] = extremes(values);
  const least = NARROWEST * Math.max(Math.abs(min), Math.abs(max));
  const first = values.slice(0, WARM_UP);
  let centre = median(first);
  const spread = median(first.map((value) => Math.abs(value - centre)));
  let scale = Math.max(MAD_TO_SIGMA * spread, least);
  let variance = scale * scale;
  const found = [];
  for (let index = WARM_UP; index < values.length; index++) {
    let deviation = values[index] - centre;
    const bound = threshold * scale;
    if (deviation > bound) {
      found.push({ index, score: deviation / scale });
      deviation = bound;
    } else if (deviation < -bound) {
      found.push({ index, score: -deviation / scale });
      deviation = -bound;
    }
    centre += SMOOTHING * deviation;
    variance = (1 - SMOOTHING) * (variance + SMOOTHING * deviation * deviation);
    scale = Math.max(Math.sqrt(variance), least);
  }
  found.sort((one, other) => other.score - one.score || one.index - other.index);
  return found.slice(0, MOST_ANOMALIES);
}

/** That of an even number of values in a Float64Array, which sorts by number. */
function median(values) {
  const ordered = values.slice().sort();
  const middle = ordered.length / 2;
  return (ordered[middle - 1] + ordered[middle]) / 2;
}
