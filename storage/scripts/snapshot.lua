-- snapshot: what stands under keys at this one moment; of participants, only what is not as it was when they were read.
--
-- KEYS 1... those that are read whatever they are, as many as ARGV 1 says, then four of each participant: state, facts,
--      chapters, the facts of an earlier release
-- ARGV 1 how many keys are not a participant's; if there are some, the first has the shard's chats and the second what is due
--      there; then for each participant: 1 their id, 2 their mark when they were read, or nothing
-- returns new and the ids of those who are there and were not named, and nothing else; or ok, the time (Unix ms), and for
-- each key its place among KEYS, its type (none: nothing is there), its time to live (ms; -1: for good), how many words
-- follow, and these: of a stream its last id and for each entry its id, how many words follow, and these. Before a
-- participant's keys comes the place of the first, "mark", 0, 1 and their mark
local reply = {}

local function put(...)
  for _, word in ipairs({...}) do
    reply[#reply + 1] = tostring(word)
  end
end

-- lastOf is the last id of a stream, which one without entries remembers, too.
local function lastOf(key)
  local info = redis.call('XINFO', 'STREAM', key)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      return info[i + 1]
    end
  end
end

local function read(key, kind)
  if kind == 'string' then
    return {redis.call('GET', key)}
  elseif kind == 'hash' then
    return redis.call('HGETALL', key)
  elseif kind == 'list' then
    return redis.call('LRANGE', key, 0, -1)
  elseif kind == 'set' then
    return redis.call('SMEMBERS', key)
  elseif kind == 'zset' then
    return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  elseif kind == 'stream' then
    local words = {lastOf(key)}
    for _, entry in ipairs(redis.call('XRANGE', key, '-', '+')) do
      words[#words + 1] = entry[1]
      words[#words + 1] = #entry[2]
      for _, word in ipairs(entry[2]) do
        words[#words + 1] = word
      end
    end
    return words
  end
  return {}
end

local function tell(place)
  local key = KEYS[place]
  local kind = redis.call('TYPE', key)
  kind = kind.ok or kind
  local words = read(key, kind)
  put(place, kind, redis.call('PTTL', key), #words)
  for _, word in ipairs(words) do
    put(word)
  end
end

local shared = tonumber(ARGV[1])
if shared > 0 then
  local known, new = {}, {}
  for i = 2, #ARGV, 2 do
    known[ARGV[i]] = true
  end
  local function look(ids, step)
    for i = step, #ids, step do
      local id = string.match(ids[i], '^[^/]+') -- an earlier release has more behind it
      if id and not known[id] then
        known[id], new[#new + 1] = true, id
      end
    end
  end
  look(redis.call('HGETALL', KEYS[1]), 2)
  look(redis.call('ZRANGE', KEYS[2], 0, -1), 1)
  if #new > 0 then
    return {'new', unpack(new)}
  end
end

local now = redis.call('TIME')
put('ok', string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000)))
for place = 1, shared do
  tell(place)
end
for i = 2, #ARGV, 2 do
  local first = shared + 1 + 2 * (i - 2)
  local version = redis.call('HGET', KEYS[first], 'version') or '0'
  local mark = version .. '/' .. redis.call('LLEN', KEYS[first + 1]) .. '/' .. redis.call('LLEN', KEYS[first + 2]) ..
    '/' .. redis.call('XLEN', KEYS[first + 3])
  if mark ~= ARGV[i + 1] then
    put(first, 'mark', 0, 1, mark)
    for place = first, first + 3 do
      tell(place)
    end
  end
end
return reply
