-- rewrite: keeps a participant's record in another form, or with fewer moments. The state says the same as before, so
-- the version stays. (save.lua stands before this.)
--
-- KEYS 1 epoch, 2 the participant's state, 3 their facts, 4 due, 5 calls, 6 the facts of an earlier release
-- ARGV 1 the lease's epoch, 2 the version that was loaded, 3 participant id, 4 the state, sealed, with all that an
--      earlier release planned, 5 how many moments that is, then for each: 1 its name, 2 its time, Unix milliseconds,
--      then moments and the earlier facts as save.lua reads them
-- returns ok; or why nothing was done: fenced, stale (also if a moment has changed)

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
if (redis.call('HGET', KEYS[2], 'version') or '0') ~= ARGV[2] then
  return {'stale'}
end
local i = 6 + 2 * tonumber(ARGV[5])
for moment = 6, i - 1, 2 do
  if tonumber(redis.call('ZSCORE', KEYS[4], ARGV[moment]) or '-1') ~= tonumber(ARGV[moment + 1]) then
    return {'stale'}
  end
end
for moment = 6, i - 1, 2 do
  redis.call('ZREM', KEYS[4], ARGV[moment])
end
redis.call('HSET', KEYS[2], 'state', ARGV[4])
i = plan(KEYS[4], KEYS[5], ARGV[3], i)
for value = i + 2 * tonumber(ARGV[i]) - 1, i + 1, -2 do -- they stand before what came since
  redis.call('LPUSH', KEYS[3], ARGV[value] .. ':' .. ARGV[value + 1])
end
if ARGV[i] ~= '0' then
  redis.call('DEL', KEYS[6])
end
return {'ok'}
