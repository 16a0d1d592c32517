-- open: what the store says about itself, after making it if nothing is there.
--
-- KEYS 1 {meta}:meta
-- ARGV field, value, ... of a new store; none: an empty store stays empty
-- returns all fields and values, in no order; nothing if the store is empty

if #ARGV > 0 and redis.call('EXISTS', KEYS[1]) == 0 then
  for i = 1, #ARGV, 2 do
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
return redis.call('HGETALL', KEYS[1])
