-- save: what commit, plant and sweep have in common. It stands before each of them.

-- append adds facts, those of one turn in one value. ARGV from i: how many values, then for each: 1 its time, Unix
-- milliseconds, 2 it, sealed. Before a value stands its time, or that of the value before it where that is later, for
-- these times must rise: so all facts since a time stand behind it. Returns the place in ARGV behind them.
local function append(facts, stream, chapters, i)
  local count = tonumber(ARGV[i])
  if count > 0 then
    local last = redis.call('LINDEX', facts, -1) or redis.call('LINDEX', chapters, -1)
    if not last then -- what there is an earlier release has written
      local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
      last = newest and newest[1] or '0'
    end
    last = tonumber(string.match(last, '^%d+'))
    for value = i + 1, i + 2 * count, 2 do
      last = math.max(last, tonumber(ARGV[value]))
      redis.call('RPUSH', facts, string.format('%.0f:', last) .. ARGV[value + 1])
    end
  end
  return i + 1 + 2 * count
end

-- plan keeps the earliest moment of a participant, and whether a call is due to them. ARGV from i: 1 the moment, Unix
-- milliseconds, or nothing, 2 their name among those who wait for a call, or nothing for no change, 3 their id, sealed,
-- or nothing to take them out, 4 how many moments of an earlier release are forgotten, then their names. Returns the
-- place in ARGV behind them.
local function plan(due, calls, id, i)
  if ARGV[i] == '' then
    redis.call('ZREM', due, id)
  else
    redis.call('ZADD', due, ARGV[i], id)
  end
  if ARGV[i + 1] ~= '' then
    if ARGV[i + 2] == '' then
      redis.call('HDEL', calls, ARGV[i + 1])
    else
      redis.call('HSET', calls, ARGV[i + 1], ARGV[i + 2])
    end
  end
  local count = tonumber(ARGV[i + 3])
  for name = i + 4, i + 3 + count do
    redis.call('ZREM', due, ARGV[name])
  end
  return i + 4 + count
end

