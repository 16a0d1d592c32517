-- due: tells participants, through the inbox, that something is due, each only if the moment stands as it was read.
--
-- KEYS 1 epoch, 2 due, 3 inbox
-- ARGV 1 the lease's epoch, 2 how many,
--      then for each: 1 its name in the due set, 2 its time, Unix milliseconds, 3 whose it is, 4 the event, sealed
-- returns ok and for each its stream id, or nothing if it was moved or forgotten since; or fenced

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
local reply = {'ok'}
for i = 3, 2 + 4 * tonumber(ARGV[2]), 4 do
  local stream, score = '', redis.call('ZSCORE', KEYS[2], ARGV[i])
  if score and tonumber(score) == tonumber(ARGV[i + 1]) then
    redis.call('ZREM', KEYS[2], ARGV[i])
    stream = redis.call('XADD', KEYS[3], '0-*', 'to', ARGV[i + 2], 'place', ARGV[i + 2], 'event', ARGV[i + 3])
  end
  reply[#reply + 1] = stream
end
return reply
