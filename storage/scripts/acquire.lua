-- acquire: takes a shard, or the poll, from whom it was last seen to be. Nothing is written to a store that is older than
-- what the caller has seen. The epoch rises with every taking, and only then.
--
-- KEYS 1 owner, 2 epoch
-- ARGV 1 the caller, 2 the owner that was seen, who is the caller, has ended, or is nobody (empty), 3 the lowest epoch
--      that the caller believes
-- returns a word and the epoch: ok, held (by somebody else), or older

local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
if epoch < tonumber(ARGV[3]) then
  return {'older', epoch}
end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[2] then
  return {'held', epoch}
end
if ARGV[2] ~= ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1])
  epoch = redis.call('INCR', KEYS[2])
end
return {'ok', epoch}
