-- Stores a loaded value if nothing has changed since its lease; or gives the lease back.
-- KEYS e g t1..tn  ARGV nonce expect header body px     (header == '' : release, delete instead of store)
local v = redis.call('MGET', unpack(KEYS))
local c, x = v[1], ARGV[2]
if not c or string.sub(c, 1, #x) ~= x or (string.byte(x) == 76 and #c ~= #x) then return {ARGV[1], 'R'} end
if ARGV[3] == '' then redis.call('DEL', KEYS[1]); return {ARGV[1], 'D'} end
local ids = string.char(#KEYS - 2)
for i = 2, #KEYS do
  if not v[i] or #v[i] ~= 17 or string.byte(v[i]) ~= 83 then return {ARGV[1], 'R'} end
  ids = ids .. string.sub(v[i], 2)
end
if string.sub(x, 51) ~= ids or string.sub(ARGV[3], 51) ~= ids then return {ARGV[1], 'R'} end
redis.call('SET', KEYS[1], ARGV[3] .. ARGV[4], 'PX', ARGV[5])
return {ARGV[1], 'S'}
