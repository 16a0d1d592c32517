-- renew: lengthens a lease. The epoch alone tells whose it is, for every taking raises it. So a lease that ran
-- out while nobody took it is still the caller's: no other process can have worked in between. Where somebody else
-- has the lease with the caller's own epoch, that one was taken twice: the store went back in between.
--
-- KEYS 1 lease, 2 epoch
-- ARGV 1 owner, 2 how long, in milliseconds, 3 the caller's epoch, 4 the lowest epoch that the caller believes
-- returns a word and the epoch: ok, lost (to somebody else), or older

local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
if epoch < tonumber(ARGV[4]) then
  return {'older', epoch}
end
if epoch == 0 or epoch ~= tonumber(ARGV[3]) then
  return {'lost', epoch}
end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return {'older', epoch}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {'ok', epoch}
