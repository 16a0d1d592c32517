-- acquire: takes a lease that is free or a former owner's, or lengthens one that the caller holds. Nothing is written
-- to a store that is older than what the caller has seen. The epoch rises with every taking, and only then.
--
-- KEYS 1 lease, 2 epoch
-- ARGV 1 owner, 2 how long, in milliseconds, 3 the lowest epoch that the caller believes,
--      4... owners that have ended
-- returns a word and the epoch: ok, held (by somebody else), or older

local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
if epoch < tonumber(ARGV[3]) then
  return {'older', epoch}
end
local holder = redis.call('GET', KEYS[1])
for i = 4, #ARGV do
  if holder == ARGV[i] then
    holder = false
  end
end
if holder and holder ~= ARGV[1] then
  return {'held', epoch}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if holder ~= ARGV[1] then
  epoch = redis.call('INCR', KEYS[2])
end
return {'ok', epoch}
