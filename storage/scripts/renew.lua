-- renew: tells whether a shard is still the caller's, and writes nothing. The epoch alone tells whose it is, for every
-- taking raises it. Where somebody else has the shard with the caller's own epoch, that one was reached twice: the store
-- went back in between.
--
-- KEYS 1 owner, 2 epoch, 3 run
-- ARGV 1 the caller, 2 the caller's epoch, 3 the lowest epoch and 4 the lowest number of turns that the caller believes
-- returns a word, the epoch and the number of turns: ok, lost (to somebody else), older (by the epoch), or behind (by the
-- turns)

local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
local turns = tonumber(redis.call('HGET', KEYS[3], 'turns') or '0')
if epoch < tonumber(ARGV[3]) then
  return {'older', epoch, turns}
end
if turns < tonumber(ARGV[4]) then
  return {'behind', epoch, turns}
end
local owner = redis.call('GET', KEYS[1])
if epoch == 0 or epoch ~= tonumber(ARGV[2]) or not owner then
  return {'lost', epoch, turns}
end
if owner ~= ARGV[1] then
  return {'older', epoch, turns}
end
return {'ok', epoch, turns}
