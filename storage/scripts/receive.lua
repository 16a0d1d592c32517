-- receive: puts events into a shard's inbox in the given order, each once for its id, and tells whose they are.
--
-- KEYS 1 inbox, 2 chats, 3 epoch, 4 run, 5 the seen set of these hours, 6... the seen sets before it
-- ARGV 1 for how long a seen set is kept from its first id on, in seconds, 2 number of events, 3 the lowest epoch that
--      is believed,
--      then for each: 1 its id, hashed, 2 its place (a participant id, or "c-" and a chat's hash), 3 it, sealed,
--      4 "known" if it is kept only for a chat that is somebody's
-- returns for each event: its stream id, or nothing if it was seen before or not kept, and the participant id, if any;
--      of a shard that was emptied, or is older than before, "older", its epoch and its number of turns: it keeps nothing

local epoch = redis.call('GET', KEYS[3]) or '0'
if tonumber(epoch) < tonumber(ARGV[3]) then
  return {'older', epoch, redis.call('HGET', KEYS[4], 'turns') or '0'}
end
local count = tonumber(ARGV[2])
local ids = {}
for i = 1, count do
  ids[i] = ARGV[4 * i]
end
local seen = {}
for set = 6, #KEYS do
  local hits = redis.call('SMISMEMBER', KEYS[set], unpack(ids))
  for i = 1, count do
    seen[i] = seen[i] or hits[i] == 1
  end
end

local reply = {}
for i = 1, count do
  local stream, to = '', ''
  if not seen[i] then
    local place = ARGV[4 * i + 1]
    to = place
    if string.sub(place, 1, 2) == 'c-' then
      to = redis.call('HGET', KEYS[2], place) or ''
    end
    local kept = to ~= '' or ARGV[4 * i + 3] ~= 'known'
    if kept and redis.call('SADD', KEYS[5], ids[i]) == 1 then
      stream = redis.call('XADD', KEYS[1], '0-*', 'to', to, 'place', place, 'id', ids[i],
        'event', ARGV[4 * i + 2])
    end
  end
  reply[2 * i - 1], reply[2 * i] = stream, to
end
redis.call('EXPIRE', KEYS[5], ARGV[1], 'NX')
return reply
