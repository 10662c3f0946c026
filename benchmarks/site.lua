-- Asked by wrk (benchmarks/site.py): each connection reads for a while, then asks for another page.
-- Environment: PAGES, a file with one path a line; PAUSE, mean milliseconds between two pages of a
-- connection (exponential: readers do not march in step); COOKIE of a signed-in reader.
local paths = {}
for line in io.lines(os.getenv("PAGES")) do paths[#paths + 1] = line end
local pause = tonumber(os.getenv("PAUSE"))
local headers = { ["Cookie"] = os.getenv("COOKIE"), ["Accept-Language"] = "en" }

function init(args) math.randomseed(os.time()) end

function delay() return math.floor(-pause * math.log(1 - math.random())) end

function request()
  return wrk.format("GET", paths[math.random(#paths)], headers)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "p50": %.1f, "p95": %.1f, "p99": %.1f, "max": %.1f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
