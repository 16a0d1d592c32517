-- commit: one turn, all or nothing. (save.lua stands before this.) Its event waits in the inbox; or it is the receipt for
-- a message that is still in the outbox; or it comes straight from the receiver: then it is noted as seen, as receive
-- does.
--
-- KEYS 1 epoch, 2 the inbox, the outbox, or the seen set of these hours, 3 the participant's state, 4 their facts, 5 chats, 6 due,
--      7 outbox, 8 asked, 9 calls, 10 the facts of an earlier release, 11 their chapters,
--      12 parked, 13 run, 14... of an event that comes straight, the seen sets before it
-- ARGV 1 the lease's epoch, 2 the entry's or the message's stream id, or the event's id, hashed, 3 the version that was loaded,
--      4 participant id,
--      5 their chat's hash, or nothing, 6 the state, sealed, or '=' if it is the same as before, or nothing to keep none,
--      7 now, Unix milliseconds, if buttons are sent to them, else nothing, 8 the time before which that is forgotten,
--      9 nothing, or "erase" and the stream ids of messages that wait for the participant: those, the facts, and what
--      was set aside of theirs are removed before anything else is written,
--      10 for how long a seen set is kept from its first id on, in seconds,
--      11 how many turns the caller knows to have been saved on the shard, 12 the id of an event that receive has put into
--      the inbox, hashed, else nothing: a store that went back gives an entry's stream id a second time,
--      then moments and facts as save.lua reads them,
--      then how many messages, and for each: 1 its name, 2 it, sealed
-- returns ok, the turn's number on the shard, the time of their oldest facts outside chapters (Unix milliseconds; nothing if
-- the turn has no facts) and the messages' stream ids; or why nothing was done: fenced, gone, stale, taken, or behind
-- (the store went back) and the number of the last turn

local version, id, chat, state = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local straight = KEYS[14]

-- waits tells whether the entry, or the message, is there, and is the event's.
local function waits()
  local entry = redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[2])[1]
  for field = 1, entry and ARGV[12] ~= '' and #entry[2] or 0, 2 do
    if entry[2][field] == 'id' and entry[2][field + 1] ~= ARGV[12] then
      return false
    end
  end
  return entry ~= nil
end

-- over tells whether the event had its turn, or is in an inbox.
local function over()
  if not straight then
    return not waits()
  end
  for set = 14, #KEYS do
    if redis.call('SISMEMBER', KEYS[set], ARGV[2]) == 1 then
      return true
    end
  end
  return redis.call('SISMEMBER', KEYS[2], ARGV[2]) == 1
end

-- take makes the event this turn's, and tells whether it was nobody's before.
local function take()
  if not straight then
    return (ARGV[12] == '' or waits()) and redis.call('XDEL', KEYS[2], ARGV[2]) == 1
  end
  if over() then
    return false
  end
  redis.call('SADD', KEYS[2], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[10], 'NX')
  return true
end

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
local last = redis.call('HGET', KEYS[13], 'turns') or '0'
if tonumber(last) < tonumber(ARGV[11]) then
  return {'behind', last}
end
local kept = redis.call('HMGET', KEYS[3], 'version', 'chat')
local refusal
if (kept[1] or '0') ~= version then
  refusal = 'stale'
elseif state ~= '' and chat ~= '' and chat ~= kept[2] and (redis.call('HGET', KEYS[5], chat) or id) ~= id then
  refusal = 'taken'
end
if refusal then
  -- A repeated turn finds its own version there. That is no conflict: its event is over.
  if over() then
    refusal = 'gone'
  end
  return {refusal}
end
-- Taking the event is the last check and the first write: only one can succeed in it.
if not take() then
  return {'gone'}
end

if ARGV[9] ~= '' then
  redis.call('DEL', KEYS[4], KEYS[10], KEYS[11])
  for waiting in string.gmatch(ARGV[9], '%d+%-%d+') do
    redis.call('XDEL', KEYS[7], waiting)
  end
  for _, aside in ipairs(redis.call('XRANGE', KEYS[12], '-', '+')) do
    for field = 1, #aside[2], 2 do
      local name, value = aside[2][field], aside[2][field + 1]
      local names = name == 'to' or name == 'from' or name == 'place'
      if names and (value == id or (value ~= '' and value == kept[2])) then
        redis.call('XDEL', KEYS[12], aside[1])
      end
    end
  end
end
local number = redis.call('HINCRBY', KEYS[13], 'turns', 1)
local facts = plan(KEYS[6], KEYS[9], id, 13)
local i = append(KEYS[4], KEYS[10], KEYS[11], facts)
if state ~= '' then
  if state == '=' then
    redis.call('HSET', KEYS[3], 'version', version + 1)
  else
    redis.call('HSET', KEYS[3], 'version', version + 1, 'state', state)
  end
  if chat ~= kept[2] then
    redis.call('HSET', KEYS[3], 'chat', chat)
    if chat ~= '' then
      redis.call('HSET', KEYS[5], chat, id)
    end
  end
  if ARGV[7] ~= '' and redis.call('ZADD', KEYS[8], ARGV[7], id) == 1 then -- as it grows, it is tidied up
    redis.call('ZREMRANGEBYSCORE', KEYS[8], '-inf', '(' .. ARGV[8])
  end
elseif kept[1] then
  redis.call('DEL', KEYS[3])
  redis.call('ZREM', KEYS[8], id)
  if kept[2] ~= '' and redis.call('HGET', KEYS[5], kept[2]) == id then
    redis.call('HDEL', KEYS[5], kept[2])
  end
end

local oldest = ARGV[facts] ~= '0' and redis.call('LINDEX', KEYS[4], 0) or ''
local reply = {'ok', tostring(number), string.match(oldest, '^%d*')}
for message = i + 1, i + 2 * tonumber(ARGV[i]), 2 do
  reply[#reply + 1] = redis.call('XADD', KEYS[7], '*',
    'from', id, 'name', ARGV[message], 'effect', ARGV[message + 1])
end
return reply
