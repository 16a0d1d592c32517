-- renew: tells whether a shard is still the caller's, and writes nothing. The epoch alone tells whose it is, for every
-- taking raises it. Where somebody else has the shard with the caller's own epoch, that one was reached twice: the store
-- went back in between.
--
-- KEYS 1 owner, 2 epoch
-- ARGV 1 the caller, 2 the caller's epoch, 3 the lowest epoch that the caller believes
-- returns a word and the epoch: ok, lost (to somebody else), or older

local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
if epoch < tonumber(ARGV[3]) then
  return {'older', epoch}
end
local owner = redis.call('GET', KEYS[1])
if epoch == 0 or epoch ~= tonumber(ARGV[2]) or not owner then
  return {'lost', epoch}
end
if owner ~= ARGV[1] then
  return {'older', epoch}
end
return {'ok', epoch}
