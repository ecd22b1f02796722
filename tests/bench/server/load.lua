-- wrk plays prepared requests, one after the other: FILE has one on each line, as path, authorization, idempotency key and
-- body between tabs. Without FILE it gets the address it was given. Prints its figures as JSON on the last line.
local requests, at = {}, 0

function init(arguments)
  if #arguments == 0 then
    requests[1] = wrk.format("GET")
    at = -math.huge
    return
  end
  for line in io.lines(arguments[1]) do
    local path, authorization, key, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    requests[#requests + 1] = wrk.format("POST", path, {
      ["Authorization"] = authorization, ["Idempotency-Key"] = key ~= "" and key or nil,
      ["Content-Type"] = "application/json", ["Origin"] = "http://localhost:5000",
    }, body)
  end
end

function request()
  -- wrk asks once before it begins, to see whether there is a script, and sends nothing then.
  local next = requests[math.max(at, 1)]
  at = at + 1
  if next == nil then
    io.stderr:write("more requests are needed\n")
    os.exit(1)
  end
  return next
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('{"answers":%d,"refused":%d,"broken":%d,"rate":%.1f,"p50":%.3f,"p99":%.3f}',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
