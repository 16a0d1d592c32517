-- reseal: puts values in the place of others that say the same, where those still stand. An entry of a stream cannot be
-- changed, so the whole stream is written anew: its entries keep their ids and their order, and it remembers its last id.
--
-- KEYS 1 a hash, a list or a stream
-- ARGV 1 which of these, then for each value: 1 its field, its number in the list from 0 on, or its entry's id, 2 the value
--      that was read there, 3 the other one
-- returns ok and how many were replaced

local kind = ARGV[1]
local replaced = 0

if kind == 'stream' then
  local others = {}
  for i = 2, #ARGV, 3 do
    others[ARGV[i]] = {ARGV[i + 1], ARGV[i + 2]}
  end
  local entries = redis.call('XRANGE', KEYS[1], '-', '+')
  for _, entry in ipairs(entries) do
    local other = others[entry[1]]
    for field = 2, other and #entry[2] or 0, 2 do
      if entry[2][field] == other[1] then
        entry[2][field] = other[2]
        replaced = replaced + 1
      end
    end
  end
  if replaced > 0 then
    local last
    local info = redis.call('XINFO', 'STREAM', KEYS[1])
    for i = 1, #info, 2 do
      if info[i] == 'last-generated-id' then
        last = info[i + 1]
      end
    end
    redis.call('DEL', KEYS[1])
    for _, entry in ipairs(entries) do
      redis.call('XADD', KEYS[1], entry[1], unpack(entry[2]))
    end
    if last ~= entries[#entries][1] then
      redis.call('XADD', KEYS[1], last, 'last', '')
      redis.call('XDEL', KEYS[1], last)
    end
  end
  return {'ok', replaced}
end

for i = 2, #ARGV, 3 do
  if kind == 'hash' and redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
    replaced = replaced + 1
  elseif kind == 'list' and redis.call('LINDEX', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('LSET', KEYS[1], ARGV[i], ARGV[i + 2])
    replaced = replaced + 1
  end
end
return {'ok', replaced}
