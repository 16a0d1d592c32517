-- park: moves an entry that can't be dealt with out of the way, as it is.
--
-- KEYS 1 epoch, 2 inbox or outbox, 3 parked
-- ARGV 1 the lease's epoch, 2 the entry's stream id, 3 "inbox" or "outbox", 4 why
-- returns ok; or why nothing was done: fenced, gone

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
local entry = redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[2])[1]
if not entry then
  return {'gone'}
end
redis.call('XDEL', KEYS[2], ARGV[2])
redis.call('XADD', KEYS[3], '*', 'box', ARGV[3], 'reason', ARGV[4], unpack(entry[2]))
return {'ok'}
