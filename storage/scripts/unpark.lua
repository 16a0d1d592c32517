-- unpark: puts an event that was set aside behind those that wait in the inbox, for another try.
--
-- KEYS 1 parked, 2 inbox
-- ARGV 1 the entry's stream id in parked, 2 the event, sealed
-- returns ok; or gone, if it is not there any more

local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not entry then
  return {'gone'}
end
local field = {}
for i = 1, #entry[2], 2 do
  field[entry[2][i]] = entry[2][i + 1]
end
redis.call('XDEL', KEYS[1], ARGV[1])
redis.call('XADD', KEYS[2], '0-*', 'to', field['to'], 'place', field['place'], 'event', ARGV[2])
return {'ok'}
