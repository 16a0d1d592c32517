-- acquire: takes a shard, or the poll, from whom it was last seen to be. Nothing is written to a store that is older than
-- what the caller has seen. The epoch rises with every taking, and only then.
--
-- KEYS 1 owner, 2 epoch, 3 run, but for the poll
-- ARGV 1 the caller, 2 the owner that was seen, who is the caller, has ended, or is nobody (empty), 3 the lowest epoch
--      and 4 the lowest number of turns that the caller believes, 5 the epoch that is at least reached by taking it: that
--      is above those which an older copy of the store does not know of
-- returns a word, the epoch and the number of turns: ok, held (by somebody else), older (by the epoch), or behind (by
-- the turns)

local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
local turns = tonumber(KEYS[3] and redis.call('HGET', KEYS[3], 'turns') or '0')
if epoch < tonumber(ARGV[3]) then
  return {'older', epoch, turns}
end
if turns < tonumber(ARGV[4]) then
  return {'behind', epoch, turns}
end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[2] then
  return {'held', epoch, turns}
end
if ARGV[2] ~= ARGV[1] or epoch < tonumber(ARGV[5]) then
  redis.call('SET', KEYS[1], ARGV[1])
  epoch = math.max(epoch + 1, tonumber(ARGV[5]))
  redis.call('SET', KEYS[2], epoch)
end
return {'ok', epoch, turns}
