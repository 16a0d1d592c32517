-- renew: lengthens a lease. The epoch alone tells whose it is, for every taking raises it. So a lease that ran
-- out while nobody took it is still the caller's: no other process can have worked in between.
--
-- KEYS 1 lease, 2 epoch
-- ARGV 1 owner, 2 how long, in milliseconds, 3 the caller's epoch
-- returns 1, or 0 if the lease is lost

if redis.call('GET', KEYS[2]) ~= ARGV[3] then
  return {0}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {1}
