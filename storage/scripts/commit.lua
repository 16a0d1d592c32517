-- commit: one turn, all or nothing. (save.lua stands before this.)
--
-- KEYS 1 epoch, 2 inbox, 3 the participant's state, 4 their facts, 5 chats, 6 due, 7 outbox, 8 asked, 9 calls,
--      10 the facts of an earlier release
-- ARGV 1 the lease's epoch, 2 the entry's stream id, 3 the version that was loaded, 4 participant id,
--      5 their chat's hash, or nothing, 6 the state, sealed, or '=' if it is the same as before, or nothing to keep none,
--      7 now, Unix milliseconds, if buttons are sent to them, else nothing, 8 the time before which that is forgotten,
--      9 nothing, or "erase" and the stream ids of messages that wait for the participant: those and the facts are
--      removed before anything else is written,
--      then moments and facts as save.lua reads them,
--      then how many messages, and for each: 1 its name, 2 it, sealed
-- returns ok and the messages' stream ids; or why nothing was done: fenced, gone, stale, taken

local version, id, chat, state = ARGV[3], ARGV[4], ARGV[5], ARGV[6]

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
local kept = redis.call('HMGET', KEYS[3], 'version', 'chat')
local refusal
if (kept[1] or '0') ~= version then
  refusal = 'stale'
elseif state ~= '' and chat ~= '' and chat ~= kept[2] and (redis.call('HGET', KEYS[5], chat) or id) ~= id then
  refusal = 'taken'
end
if refusal then
  -- A repeated turn finds its own version there. That is no conflict: its entry is gone.
  if #redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[2]) == 0 then
    refusal = 'gone'
  end
  return {refusal}
end
-- Taking the entry out is the last check and the first write: only one can succeed in it.
if redis.call('XDEL', KEYS[2], ARGV[2]) == 0 then
  return {'gone'}
end

if ARGV[9] ~= '' then
  redis.call('DEL', KEYS[4], KEYS[10])
  for waiting in string.gmatch(ARGV[9], '%d+%-%d+') do
    redis.call('XDEL', KEYS[7], waiting)
  end
end
local facts = plan(KEYS[6], KEYS[9], id, 10)
local i = append(KEYS[4], KEYS[10], facts)
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

local reply = {'ok'}
for message = i + 1, i + 2 * tonumber(ARGV[i]), 2 do
  reply[#reply + 1] = redis.call('XADD', KEYS[7], '*',
    'from', id, 'name', ARGV[message], 'effect', ARGV[message + 1])
end
return reply
