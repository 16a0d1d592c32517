-- acquire: takes a lease that is free, or lengthens one that the caller holds.
-- The epoch rises with every taking, and only then.
--
-- KEYS 1 lease, 2 epoch
-- ARGV 1 owner, 2 how long, in milliseconds
-- returns the epoch, or 0 if somebody else holds the lease

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return {0}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if holder then
  return {redis.call('GET', KEYS[2])}
end
return {redis.call('INCR', KEYS[2])}
