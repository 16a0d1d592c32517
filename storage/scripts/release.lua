-- release: gives a shard, or the poll, back. Harmless if it is not the caller's any more.
--
-- KEYS 1 owner, 2 epoch
-- ARGV 1 the caller's epoch
-- returns 1, or 0 if there was nothing to give back

if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return {0}
end
return {redis.call('DEL', KEYS[1])}
