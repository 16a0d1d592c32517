-- course: keeps what a shard says of its history. The number of its turns only rises.
--
-- KEYS 1 epoch, 2 run
-- ARGV 1 the lease's epoch, 2 the number of turns, then pairs of a field and its value, which is empty if there shall
--      be none
-- returns ok, or fenced if somebody else has taken the shard

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
local kept = redis.call('HGET', KEYS[2], 'turns')
if not kept or tonumber(kept) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[2], 'turns', ARGV[2])
end
for pair = 3, #ARGV, 2 do
  if ARGV[pair + 1] == '' then
    redis.call('HDEL', KEYS[2], ARGV[pair])
  else
    redis.call('HSET', KEYS[2], ARGV[pair], ARGV[pair + 1])
  end
end
return {'ok'}
