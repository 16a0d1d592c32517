-- plant: one synthetic participant, as if their turns had been committed. (save.lua stands before this.)
--
-- KEYS 1 the participant's state, 2 their facts, 3 chats, 4 due, 5 calls, 6 the facts of an earlier release, 7 their
--      chapters
-- ARGV 1 participant id, 2 their chat's hash, or nothing, 3 the state, sealed,
--      then moments and facts as save.lua reads them
-- returns ok; or taken, if the participant or the chat exists already

local id, chat = ARGV[1], ARGV[2]
if redis.call('EXISTS', KEYS[1]) == 1 or (chat ~= '' and redis.call('HEXISTS', KEYS[3], chat) == 1) then
  return {'taken'}
end
redis.call('HSET', KEYS[1], 'version', 1, 'chat', chat, 'state', ARGV[3])
if chat ~= '' then
  redis.call('HSET', KEYS[3], chat, id)
end
append(KEYS[2], KEYS[6], KEYS[7], plan(KEYS[4], KEYS[5], id, 4))
return {'ok'}
