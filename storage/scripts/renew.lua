-- renew: lengthens a lease. One that ran out while nobody took it is still the caller's, for the epoch has not
-- moved: no other process can have worked in between.
--
-- KEYS 1 lease, 2 epoch
-- ARGV 1 owner, 2 how long, in milliseconds, 3 the caller's epoch
-- returns 1, or 0 if the lease is lost

local holder = redis.call('GET', KEYS[1])
if (holder and holder ~= ARGV[1]) or redis.call('GET', KEYS[2]) ~= ARGV[3] then
  return {0}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {1}
