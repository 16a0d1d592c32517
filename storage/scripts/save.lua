-- save: what commit and plant have in common. It stands before each of them.

-- append adds facts. ARGV from i: how many, then for each: 1 its time, Unix milliseconds, 2 it, sealed.
-- A fact's stream id is its time, or the last fact's where that is later, for stream ids must rise: so all
-- facts since a time stand behind that time's id. Returns the place in ARGV behind them.
local function append(facts, i)
  local count, last = tonumber(ARGV[i]), 0
  if count > 0 then
    local newest = redis.call('XREVRANGE', facts, '+', '-', 'COUNT', 1)[1]
    if newest then
      last = tonumber(string.match(newest[1], '^%d+'))
    end
  end
  for fact = i + 1, i + 2 * count, 2 do
    last = math.max(last, tonumber(ARGV[fact]))
    redis.call('XADD', facts, string.format('%.0f-*', last), 'fact', ARGV[fact + 1])
  end
  return i + 1 + 2 * count
end

-- plan changes due moments, in order. ARGV from i: how many, then for each: 1 its name, 2 its time, Unix
-- milliseconds, or nothing to forget it. Returns the place in ARGV behind them.
local function plan(due, i)
  local count = tonumber(ARGV[i])
  for moment = i + 1, i + 2 * count, 2 do
    if ARGV[moment + 1] == '' then
      redis.call('ZREM', due, ARGV[moment])
    else
      redis.call('ZADD', due, ARGV[moment + 1], ARGV[moment])
    end
  end
  return i + 1 + 2 * count
end

