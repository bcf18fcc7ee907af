"""Words that say the same, for a question has one and its answer another: plain words, safe in any talk."""

from collections.abc import Iterable, Mapping
from functools import cache

from hardwon.lessons.recall.words import read_words

# Verbs and nouns whose forms the stemmer does not bring together: a question with "did" has the first.
_FORMS = """
    begin began begun | break broke broken | bring brought | build built | buy bought | catch caught |
    choose chose chosen | come came | deal dealt | draw drew drawn | dream dreamt | drink drank drunk |
    drive drove driven | eat ate eaten | fall fell fallen | feed fed | feel felt | fight fought |
    find found | fly flew flown | forget forgot forgotten | forgive forgave forgiven |
    freeze froze frozen | give gave given | go went gone | grow grew grown | hang hung | hear heard |
    hide hid hidden | hold held | keep kept | know knew known | lay laid | lead led | learn learnt |
    leave left | lend lent | lose lost | make made | mean meant | meet met | pay paid | ride rode ridden |
    ring rang rung | rise rose risen | run ran | say said | see saw seen | seek sought | sell sold |
    send sent | sew sewn | shake shook shaken | shoot shot | show shown | sing sang sung |
    sink sank sunk | sit sat | sleep slept | slide slid | speak spoke spoken | spend spent | stand stood |
    steal stole stolen | stick stuck | strike struck | sweep swept | swim swam swum | take took taken |
    teach taught | tear tore torn | tell told | think thought | throw threw thrown |
    understand understood | wake woke woken | wear wore worn | win won | write wrote written |
    child children | man men | woman women | person people | foot feet | tooth teeth | wife wives |
    life lives | knife knives | shelf shelves | mouse mice
"""
# Groups of words that may stand for one another.
_SAME = """
    mother mom mum mommy mama | father dad daddy papa | parents parent mom dad mother father folks |
    grandmother grandma gran granny nana nonna | grandfather grandpa granddad grandad |
    child children kid kids | son boy | daughter girl | baby newborn infant | sibling brother sister |
    wife husband spouse partner | boyfriend girlfriend partner | ex former |
    marry married marriage wedding wed | divorce divorced split separated | pregnant expecting pregnancy |
    grandchild granddaughter grandson grandkids | friend buddy mate pal | colleague coworker |
    boss manager supervisor employer | neighbour neighbor neighbours neighbors | people folks |
    job work occupation profession career position | hired hire job | quit resign resigned notice |
    fired laid unemployed | company firm business employer | shop store | office desk | salary pay wage |
    promotion promoted | retire retired retirement | school class | university college | student pupil |
    study studies studying degree major | teacher instructor coach tutor | course class lesson workshop |
    exam exams test finals | grade grades mark marks | graduate graduated graduation degree |
    scholarship grant | house home flat apartment | apartment flat | move moved relocate relocated |
    hometown home | country homeland | location place spot site | street road | garden yard |
    buy bought purchase purchased | sell sold | gift present | cost price paid pay | money cash funds |
    car vehicle truck van | trip travel journey vacation holiday | vacation holiday |
    travel travelled traveled trip visit visited | hike hiked hiking trail mountains | camp camping tent |
    beach seaside sea ocean | sail sailing boat | film movie | photo photograph picture pics shot |
    photography photos pictures camera | painting paint painted canvas | drawing draw drew sketch |
    artwork art painting | book novel | read reading book | author writer | write wrote writing |
    song music tune track | band group | concert gig show performance |
    perform performed performance sing sang play | exhibition exhibit gallery show |
    competition contest tournament championship | race marathon run | game match | win won |
    trophy prize award medal | prize award | result results score |
    injury injured hurt broke sprained fracture tore | hurt injured injury pain | accident crash crashed |
    surgery operation operated | doctor physician | hospital clinic ward | ill sick illness disease |
    die died death passed | funeral buried burial | health healthy medical |
    stress pressure stressed stressful | stress relax unwind | anxious nervous anxiety worried |
    afraid fear scared frightened | sad down upset | happy glad thrilled | angry mad | proud pride |
    lonely alone | tired exhausted | support help supported helped |
    motivate inspire motivated inspired inspiration |
    advice advise advised suggest suggested recommend recommended | idea suggestion |
    plan plans planning intend | decide decided decision chose | choose chose picked | like love enjoy |
    favourite favorite | dislike hate | hobby hobbies pastime | dream goal | goal aim ambition |
    start started begin began | opening opened open launch | launch opening |
    finish finished completed complete done | end ended finish | stop quit | build built make made |
    create created make made | fix fixed repair repaired | break broke broken | lose lost |
    find found discover discovered | meet met | join joined | sign signed | learn learned learnt |
    receive received got get | donate donated gave give | donation charity |
    volunteer volunteering volunteered | charity fundraiser nonprofit |
    organise organize organised organized | event gathering | party celebration celebrate celebrated |
    celebrate celebrated | meal dinner lunch | eat ate | cook cooked cooking | dish meal | recipe recipes |
    cake dessert | drink drank | coffee cafe | clothes clothing outfit dress | outfit dress costume |
    jewelry jewellery earrings necklace ring | colour color | adopt adopted adoption rescue |
    puppy puppies pup | kitten cat | bird birds | weather rain storm | church mosque temple |
    faith religion religious | political politics | website site online | phone call called | film filmed |
    video clip | gym workout exercise | exercise workout training | train training trained | fit fitness |
    diet eating food | swim swimming swam pool | bike bicycle cycling cycle | run running ran jog |
    dance dancing danced | wreck damage damaged destroyed | fire burned burnt | steal stole stolen robbed |
    quickly fast | big large huge | small little tiny | old age aged | beautiful gorgeous |
    funny hilarious | weird strange odd | error exception failure | fail fails failed failure broken |
    crash crashed crashes | bug defect | hang hangs hung stuck deadlock | slow latency performance |
    delete deleted remove removed | config configuration settings | folder directory | repo repository |
    database db | login auth authentication | dependency dependencies package |
    deploy deployed deployment release | flaky intermittent | cause reason | reason why because |
     agree accept accepted approve | alone solo single | amount number |
    animal animals creature | anniversary celebration | apologise apologize sorry |
    argue argued argument fight fought quarrel | arrive arrived arrival | ask asked request |
    attend attended went visited joined | attitude feeling opinion | audience crowd visitors people |
    award win won prize | bake baked baking | band musician musicians | bed sleep | begin opening |
    believe faith | bond close relationship connection | bring brought carry carried | brand company |
    breakup broke split | business startup shop store | calm peaceful relaxed | camping campfire camped |
    car drive driving | care caring look | career path field | carve carved carving |
    challenge challenges difficult tough hard struggle obstacle | change changed changes transition |
    character hero heroine | chat talk conversation | cheer encourage encouraged support | city town |
    classmate friend | climb climbed climbing | collect collection collecting | comfort comforting soothe |
    community neighbourhood neighborhood group | compete competed competing competition |
    conference convention congress | confident confidence | console game | cope deal handle manage |
    council government city | couple pair | courage brave | creative creativity art |
    culture tradition heritage roots | damage broke wrecked | dating girlfriend boyfriend met |
    daily everyday routine | describe said called | design designed designing | destress relax unwind |
    destination place trip | diagnosis diagnosed condition | difference different |
    difficult hard tough challenging | disappointed upset sad | discuss discussed talked |
    distance far away miles | dream wish | earn earned money | easy simple |
    education school degree studies | effect affect impact | emotion emotions feeling feelings felt |
    encounter met saw | encourage motivated support supported | energy energetic | enjoy fun love |
    enter entered entrance | evening night | excited thrilled | expensive price cost |
    experience experienced | explain explained | explore explored exploring | express expression |
    failure failed lost setback | fan admirer love | fashion clothes style | feed fed food |
    feel felt feeling | finance financial money budget savings | first initial | flood flooded water |
    fly flight plane | focus concentrate | free spare | friendship friends | frustrated annoyed upset |
    future plan plans goal | garden gardening plants | gathering reunion party | gender identity |
    goal plans dream | grateful thankful thanks | grow grew growing | guest visitors | guitar guitarist |
    habit routine | hall room | handmade made homemade | hang hung | happen happened | hard difficult |
    hat cap | hear heard | height tall | help assist aid | historic history old | holiday trip christmas |
    home house | honest truth | hope wish | house place | hug hugged | hungry food | hurricane storm |
    husband married | illness condition | image picture photo | improve improved better | income money |
    influence inspired | ingredient ingredients | inherit inherited left |
    interest interested interests passion hobby | internship job | interview interviewed |
    introduce introduced | invest investment investor investors | invite invited asked |
    item object thing | join signed member | keepsake memento souvenir | kind type sort | lake water |
    landscape scenery view | late delayed delay postponed | launch started open |
    lead led leader | lend lent borrow borrowed loan loans | letter note mail email | library books |
    license licence permit | light lamp | listen listened hear | live lives lived | lonely miss |
    look looked appearance | luck lucky | magazine journal article | main primary | married wife |
    material made | meaning symbol symbolize represent represents reminder reminds |
    medicine medication pills | member members | memory memories remember | mentor coach teacher |
    message note text | miss missed | mistake error wrong | mountain mountains peak | museum exhibit |
    name named called | national country | nature outdoors forest woods | need needed | negative bad |
    nervous anxious | news announcement | nickname calls | obstacle challenge struggle | occasion event |
    offer offered | opinion think thoughts | outdoors hiking camping nature | overcome overcame cope |
    own owned has | pack packed | pain hurt ache | parade march | passion love | past before |
    patient patience | peace calm | perform acting stage | permission allowed | personality person |
    pick chose | piece artwork work | pie cake | plant planted trees | play played | police officer |
    popular hit favorite | positive good | post posted | practice practise practiced train |
    prepare prepared preparing preparation ready | present gave | president leader | pretty beautiful |
    price expensive | private own | problem issue trouble problems | process steps |
    profession nurse teacher engineer | program course | project work | promise promised |
    protect safe protection | protest march rally | publish published publisher |
    purpose goal reason | raise raised | reach reached | react reaction reacted response said |
    realise realize realized | recent lately | record recorded recording |
    recover recovered recovery healed healing | reduce less |
    refuse refused turned declined reject rejected | region area | relationship married dating together |
    remember remind reminder reminded memory | rent renting landlord | replace replaced |
    represent symbol | rescue shelter adopted | research researching study | respond response replied |
    responsibility duty | rest relax break | restaurant cafe diner | reunite reunion | review critic |
    ride rode riding | risk danger | river stream | road drive | romantic love | room bedroom |
    route path way | rule rules | safe safety | save saved saving | schedule calendar | sculpture statue |
    search searched looking | secret hidden | sense feeling | series show |
    serve served service | setback failed problem accident | share shared | ship boat | shelter rescue |
    shirt tee | short brief | shout shouted screamed | shy quiet | sign signs symptom | similar same |
    skill skills talent | sky stars | smell scent | social people | soldier veteran army military |
    solve solved fixed | speak spoke talk speech | speech talk spoke | speed fast | spend spent |
    sponsor sponsorship endorsement deal | star stars | stay stayed | step steps |
    stolen stole missing | stove oven | strategy tips advice | stream streaming video | strength strong |
    stressful tough | strong powerful | struggle struggled tough | stuff things | style kind |
    subject topic theme | success successful succeed succeeded achievement | summer vacation |
    sunset sunrise sky | supportive support | surprise surprised surprising unexpected | survive survived |
    sweet dessert | symbol represents means | symptom signs sick | talent talented gift | talk spoke chat |
    task chore | taste flavor flavour delicious | tattoo ink | team squad teammates |
    technique method way | technology tech | television tv show | temporary short |
    theater theatre play stage | theme topic about | therapy counseling counselling therapist counselor |
    thought think | ticket tickets | tip advice tips | topic theme |
    tour toured touring | tourist visitors | toy toys | track race | tradition traditions yearly every |
    transform changed | transgender trans | treat treated treatment | treatment therapy medicine |
    tree trees | trick tricks | trouble problem | trust faith | try tried attempt attempted |
    uncomfortable awkward | understand understood | unique special | unusual strange | upset sad |
    urban city | use used using | vacation trip travel | value values important | vegan vegetarian plant |
    victory won win | view views scenery | virtual online | visit visited went | voice singing |
    wait waited | wake woke | walk walked stroll | wall walls | wander walk | want wanted wish hope |
    warn warned warning | wash washed | watch watched seen saw | wear wore wearing | wedding ceremony |
    week weekly | weekend saturday sunday | weight pounds kilos | wellbeing health wellness |
    wellness health | wild nature | wine drink | winter snow | wood wooden | worry worried |
    wound injury hurt | yell shouted | young youth kids teens | youth kids teens young children |
    timeout hang slow | endpoint route api | test tests spec | commit change | merge conflict |
    lint linter | install installed setup | upgrade update version | memory leak | thread lock deadlock |
    cache cached | pipeline ci build | rename renamed | request call | rate limit throttle |
    permission denied access | revert rollback undone
"""
# Words of questions, each with what it may be called where it happens.
_KINDS = """
    pet: dog cat puppy kitten hamster rabbit bunny turtle parrot goldfish snake |
    animal: dog cat bird horse goat sheep cow turtle bat bear fish rabbit |
    dog: puppy pup terrier beagle spaniel labrador retriever |
    instrument: guitar piano violin drums clarinet flute ukulele cello saxophone accordion trumpet |
    sport: tennis soccer football basketball volleyball hockey running swimming cycling climbing surfing |
    family: mom dad mother father sister brother kids son daughter wife husband |
    relative: aunt uncle cousin nephew niece | vehicle: car truck van motorcycle bike bus |
    fruit: apple pear orange banana berry cherry | food: pizza pasta soup cake bread salad |
    dessert: cake pie cookies ice | drink: coffee tea wine beer |
    colour: red blue green yellow white black pink purple orange |
    color: red blue green yellow white black pink purple orange |
    season: spring summer autumn fall winter | injury: ankle knee wrist arm leg foot shoulder bone |
    body: ankle knee wrist arm leg foot shoulder back | jewelry: necklace ring earrings bracelet pendant |
    language: english spanish french german italian danish japanese mandarin portuguese programming python |
    outdoor: hiking camping climbing kayaking fishing | art: painting drawing pottery sculpture |
    craft: pottery knitting sewing |
    hobby: painting reading hiking cooking gardening dancing photography pottery knitting |
    activity: hiking camping swimming painting yoga pottery dancing running volunteering biking surfing |
    exercise: yoga running swimming gym weights jogging pilates treadmill |
    relationship: dating married single boyfriend girlfriend husband wife |
    status: married single divorced dating | religion: church christian jewish muslim buddhist pray |
    pets: dog cat puppy kitten | weather: rain snow storm sunny |
    disaster: flood fire earthquake hurricane storm | toy: doll puzzle lego |
    furniture: table chair sofa couch shelf | tree: oak pine apple cherry |
    flower: rose sunflower tulip lily | relax: yoga meditation walk | financial: money loan rent savings |
    hospital: doctor nurse surgery | military: army veteran navy |
    event: party wedding concert festival parade conference fair race show |
    book: novel read author series chapter | genre: fantasy mystery romance thriller comedy horror |
    movie: film cinema watched | game: chess soccer console tournament boardgame |
    console: nintendo xbox playstation switch | place: beach park lake mountain city museum forest |
    country: france italy spain england japan germany canada mexico india brazil ireland sweden greece |
    city: paris london tokyo rome boston chicago seattle york |
    nature: forest lake mountain beach river sunset waterfall woods |
    landmark: tower castle bridge temple museum | music: jazz rock classical pop guitar piano song |
    artist: painter singer musician | emotion: happy sad proud nervous excited scared relieved grateful |
    meal: pasta pizza soup salad chicken salmon curry |
    ingredient: flour sugar butter garlic ginger lemon chocolate |
    ingredients: flour sugar butter garlic ginger lemon chocolate |
    gift: necklace book card painting flowers watch |
    career: counselor nurse doctor teacher engineer lawyer writer designer |
    profession: doctor lawyer nurse teacher engineer baker carpenter writer |
    job: nurse teacher engineer bank shop hospital office restaurant |
    degree: law medicine engineering psychology education |
    education: psychology engineering law medicine university | sickness: flu cold fever cancer diabetes |
    illness: flu cold fever cancer diabetes asthma anaemic anemic | allergy: allergic nuts pollen fur |
    allergies: allergic nuts pollen fur | symptom: pain fever dizzy fainted tired |
    vacation: beach hotel camping cruise flight | transport: train plane bus bike car ferry |
    clothing: dress shirt shoes jacket coat scarf hat |
    material: wood oak clay glass metal leather cotton wool |
    holiday: christmas easter thanksgiving halloween | loss: died passed funeral lost |
    achievement: won finished passed graduated published promoted award |
    setback: injury injured failed broke lost rejected | challenge: injury failed lost struggled |
    milestone: graduated married born promoted | fear: afraid scared heights spiders dark water |
    charity: homeless donate fundraiser hungry | community: church group club center |
    cause: environment animals homeless | nickname: calls called |
    device: phone laptop camera console tablet | appliance: oven stove fridge washer |
    building: church library school museum | room: kitchen bedroom bathroom living basement |
    relation: cousin aunt uncle niece nephew | weekend: saturday sunday | morning: breakfast sunrise |
    bird: eagle owl parrot robin | fish: salmon tuna trout | reptile: snake turtle lizard |
    martial: karate judo kickboxing taekwondo | dance: salsa ballet tango contemporary hip |
    pastime: reading painting chess puzzles gardening | database: postgres sqlite mysql |
    error: traceback exception timeout
"""


@cache
def _forms() -> Mapping[str, tuple[str, ...]]:
    return _read(_FORMS.split("|"), ())


@cache
def _others() -> Mapping[str, tuple[str, ...]]:
    return _read(_SAME.split("|"), _KINDS.split("|"))


def _read(groups: Iterable[str], kinds: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        words = dict.fromkeys(read_words(group))
        for word in words:
            found.setdefault(word, {}).update(words)
    for line in kinds:
        name, _, members = line.partition(":")
        for word in read_words(name):
            found.setdefault(word, {}).update(dict.fromkeys(read_words(members)))
    return {word: tuple(other for other in others if other != word) for word, others in found.items()}


def other_forms(word: str) -> tuple[str, ...]:
    """The other stems of the same verb or noun; `word` and they as the index has them."""
    return _forms().get(word, ())


def other_words(word: str) -> tuple[str, ...]:
    """What may stand in an answer for the question's `word`, both as the index has them."""
    return _others().get(word, ())
