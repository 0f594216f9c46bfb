-- Takes the right to fill one missing entry, and fixes the stamps of all that it depends on.
-- KEYS e g t1..tn  ARGV nonce ctx token inc lease_ms stamp_ms dead idg id1..idn
local v = redis.call('MGET', unpack(KEYS))
for i = 1, #KEYS do
  if v[i] and string.byte(v[i]) == 87 then            -- 'W': a mutation is under way
    return {ARGV[1], 'F', redis.call('PTTL', KEYS[i])}
  end
end
local ids = string.char(#KEYS - 2)
for i = 2, #KEYS do
  if v[i] and #v[i] == 17 and string.byte(v[i]) == 83 then ids = ids .. string.sub(v[i], 2)
  else v[i] = false; ids = ids .. ARGV[6 + i] end
end
local c = v[1]
if c and string.sub(c, 2, 18) == '\1' .. ARGV[2] and string.sub(c, 35, 42) == ARGV[4]
   and string.sub(c, 51, 50 + #ids) == ids then       -- same entry, same server life, same stamps
  local s = string.byte(c)
  if s == 76 then return {ARGV[1], 'B', redis.call('PTTL', KEYS[1])} end
  if s == 86 and string.sub(c, 19, 34) ~= ARGV[7] then return {ARGV[1], 'V', c} end
end
for i = 2, #KEYS do
  if not v[i] then redis.call('SET', KEYS[i], 'S' .. ARGV[6 + i], 'PX', ARGV[6])
  elseif redis.call('PTTL', KEYS[i]) < tonumber(ARGV[6]) / 2 then redis.call('PEXPIRE', KEYS[i], ARGV[6]) end
end
local t = redis.call('TIME')
local l = 'L\1' .. ARGV[2] .. ARGV[3] .. ARGV[4] .. struct.pack('>I8', t[1] * 1000000 + t[2]) .. ids
redis.call('SET', KEYS[1], l, 'PX', ARGV[5])
return {ARGV[1], 'L', l}
