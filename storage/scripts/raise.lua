-- raise: sets a time, unless a later one is kept already.
--
-- KEYS 1 {meta}:run
-- ARGV 1 field, 2 Unix time in milliseconds
-- returns ok

local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept or tonumber(kept) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return {'ok'}
