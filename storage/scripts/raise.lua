-- raise: sets a time or a number, unless a later or higher one is kept already.
--
-- KEYS 1 run, of the store or of a shard
-- ARGV 1 field, 2 Unix time in milliseconds, or the number
-- returns ok

local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept or tonumber(kept) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return {'ok'}
