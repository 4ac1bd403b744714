import csv,sys,collections
part=sys.argv[1]; d=f'/work/main/data/drafts/{part}/'
R=lambda f:list(csv.DictReader(open(f,encoding='utf-8')))
names={r['name'] for f in ('departments','district_departments') for r in R(f'/work/main/data/{f}.csv')}
dk={r['name'] for r in R('/work/main/data/district_departments.csv')}
m=R(d+'matters.csv'); p=R(d+'phrases.csv'); mv=R(d+'moved.csv'); c=R(d+'counts.csv')
old=collections.defaultdict(set)
for r in R('/work/main/data/phrases.csv'): old[r['body'],r['matter']].add(r['phrase'])
allold=set().union(*old.values())
bad=0
def fault(*a):
    global bad; bad+=1
    if bad<40: print(*a)
keys={(r['body'],r['matter']) for r in m}
if len(keys)!=len(m): fault('duplicate matters',[k for k,v in collections.Counter((r['body'],r['matter']) for r in m).items() if v>1])
for i,r in enumerate(m,2):
    for f in ('body','answered_by','helper'):
        if r[f] not in names: fault('matters',i,f,'unknown',r[f])
    for n in filter(None,(r['also'] or '').split(';')):
        if n not in names: fault('matters',i,'also unknown',n)
    if r['place'] not in ('none','district','street'): fault('matters',i,'place',r['place'])
    if (r['place']=='street')!=(r['answered_by']=='街道办事处（乡镇政府）'): fault('matters',i,'street place <-> street office',r)
    if r['place']=='district' and r['answered_by'] not in dk: fault('matters',i,'district needs a district kind',r)
for i,r in enumerate(mv,2):
    if r['to_body'] and (r['to_body'],r['to_matter']) not in keys: print('note: moved',i,'target not in this part',r)
gone={(r['body'],r['matter']):(r['to_body'],r['to_matter']) for r in mv}
n=collections.Counter()
for r in c:
    k=(r['body'],r['matter'])
    if k in keys and k not in gone: n[k]+=len(old[k])
    elif k in gone: n[gone[k]]+=len(old[k])
    elif int(r['phrases_now']): fault('old matter without a place in moved.csv',k)
seen=set()
for i,r in enumerate(p,2):
    k=(r['body'],r['matter'])
    if None in r or any(v is None for v in r.values()): fault('phrases',i,'columns',r); continue
    if k not in keys: fault('phrases',i,'no such matter',k)
    if r['phrase'] in seen or r['phrase'] in allold: fault('phrases',i,'repeated',r['phrase'])
    if not 2<=len(r['phrase'])<=60: fault('phrases',i,'length',r['phrase'])
    seen.add(r['phrase']); n[k]+=1
few=[(k,n[k]) for k in keys if n[k]<12]
print(f'part {part}: {len(m)} matters, {len(p)} new phrases, {len(few)} matters below 12, faults {bad}')
for k,v in few[:8]: print('  below 12:',*k,v)
sys.exit(bad>0)
