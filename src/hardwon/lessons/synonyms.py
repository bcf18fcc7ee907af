"""Words that say the same, for a question has one and its answer another: plain words, safe in any talk."""

from collections.abc import Iterable, Mapping
from functools import cache

from hardwon.lessons.words import read_words

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
# Each line: words that may stand for one another.
_SAME = """
    mother mom mum mommy mama
    father dad daddy papa
    parents parent mom dad mother father folks
    grandmother grandma gran granny nana nonna
    grandfather grandpa granddad grandad
    child children kid kids
    son boy
    daughter girl
    baby newborn infant
    sibling brother sister
    wife husband spouse partner
    boyfriend girlfriend partner
    ex former
    marry married marriage wedding wed
    divorce divorced split separated
    pregnant expecting pregnancy
    grandchild granddaughter grandson grandkids
    friend buddy mate pal
    colleague coworker
    boss manager supervisor employer
    neighbour neighbor neighbours neighbors
    people folks
    job work occupation profession career position
    hired hire job
    quit resign resigned notice
    fired laid unemployed
    company firm business employer
    shop store
    office desk
    salary pay wage
    promotion promoted
    retire retired retirement
    school class
    university college
    student pupil
    study studies studying degree major
    teacher instructor coach tutor
    course class lesson workshop
    exam exams test finals
    grade grades mark marks
    graduate graduated graduation degree
    scholarship grant
    house home flat apartment
    apartment flat
    move moved relocate relocated
    hometown home
    country homeland
    location place spot site
    street road
    garden yard
    buy bought purchase purchased
    sell sold
    gift present
    cost price paid pay
    money cash funds
    car vehicle truck van
    trip travel journey vacation holiday
    vacation holiday
    travel travelled traveled trip visit visited
    hike hiked hiking trail mountains
    camp camping tent
    beach seaside sea ocean
    sail sailing boat
    film movie
    photo photograph picture pics shot
    photography photos pictures camera
    painting paint painted canvas
    drawing draw drew sketch
    artwork art painting
    book novel
    read reading book
    author writer
    write wrote writing
    song music tune track
    band group
    concert gig show performance
    perform performed performance sing sang play
    exhibition exhibit gallery show
    competition contest tournament championship
    race marathon run
    game match
    win won
    trophy prize award medal
    prize award
    result results score
    injury injured hurt broke sprained fracture tore
    hurt injured injury pain
    accident crash crashed
    surgery operation operated
    doctor physician
    hospital clinic ward
    ill sick illness disease
    die died death passed
    funeral buried burial
    health healthy medical
    stress pressure stressed stressful
    stress relax unwind
    anxious nervous anxiety worried
    afraid fear scared frightened
    sad down upset
    happy glad thrilled
    angry mad
    proud pride
    lonely alone
    tired exhausted
    support help supported helped
    motivate inspire motivated inspired inspiration
    advice advise advised suggest suggested recommend recommended
    idea suggestion
    plan plans planning intend
    decide decided decision chose
    choose chose picked
    like love enjoy
    favourite favorite
    dislike hate
    hobby hobbies pastime
    dream goal
    goal aim ambition
    start started begin began
    begin began start started
    opening opened open launch
    launch opening
    finish finished completed complete done
    end ended finish
    stop quit
    build built make made
    create created make made
    fix fixed repair repaired
    break broke broken
    lose lost
    find found discover discovered
    meet met
    join joined
    sign signed
    learn learned learnt
    receive received got get
    donate donated gave give
    donation charity
    volunteer volunteering volunteered
    charity fundraiser nonprofit
    organise organize organised organized
    event gathering
    party celebration celebrate celebrated
    celebrate celebrated
    meal dinner lunch
    eat ate
    cook cooked cooking
    dish meal
    recipe recipes
    cake dessert
    drink drank
    coffee cafe
    clothes clothing outfit dress
    outfit dress costume
    jewelry jewellery earrings necklace ring
    colour color
    adopt adopted adoption rescue
    puppy puppies pup
    kitten cat
    bird birds
    weather rain storm
    church mosque temple
    faith religion religious
    political politics
    website site online
    phone call called
    film filmed
    video clip
    gym workout exercise
    exercise workout training
    train training trained
    fit fitness
    diet eating food
    swim swimming swam pool
    bike bicycle cycling cycle
    run running ran jog
    dance dancing danced
    wreck damage damaged destroyed
    fire burned burnt
    steal stole stolen robbed
    quickly fast
    big large huge
    small little tiny
    old age aged
    beautiful gorgeous
    funny hilarious
    weird strange odd
    error exception failure
    fail fails failed failure broken
    crash crashed crashes
    bug defect
    hang hangs hung stuck deadlock
    slow latency performance
    delete deleted remove removed
    config configuration settings
    folder directory
    repo repository
    database db
    login auth authentication
    dependency dependencies package
    deploy deployed deployment release
    flaky intermittent
    cause reason
    reason why because
"""
# Each line: a word of questions, then what it may be called where it happens.
_KINDS = """
    pet: dog cat puppy kitten hamster rabbit bunny turtle parrot goldfish snake
    animal: dog cat bird horse goat sheep cow turtle bat bear fish rabbit
    dog: puppy pup terrier beagle spaniel labrador retriever
    instrument: guitar piano violin drums clarinet flute ukulele cello saxophone accordion trumpet
    sport: tennis soccer football basketball volleyball hockey running swimming cycling climbing surfing
    family: mom dad mother father sister brother kids son daughter wife husband
    relative: aunt uncle cousin nephew niece
    vehicle: car truck van motorcycle bike bus
    fruit: apple pear orange banana berry cherry
    food: pizza pasta soup cake bread salad
    dessert: cake pie cookies ice
    drink: coffee tea wine beer
    colour: red blue green yellow white black pink purple orange
    color: red blue green yellow white black pink purple orange
    season: spring summer autumn fall winter
    injury: ankle knee wrist arm leg foot shoulder bone
    body: ankle knee wrist arm leg foot shoulder back
    jewelry: necklace ring earrings bracelet pendant
    language: english spanish french german italian danish japanese mandarin portuguese
    outdoor: hiking camping climbing kayaking fishing
    art: painting drawing pottery sculpture
    craft: pottery knitting sewing
    hobby: painting reading hiking cooking gardening dancing photography pottery knitting
    activity: hiking camping swimming painting yoga
    exercise: yoga running swimming gym weights
    relationship: dating married single boyfriend girlfriend husband wife
    status: married single divorced dating
    religion: church christian jewish muslim buddhist pray
    pets: dog cat puppy kitten
    weather: rain snow storm sunny
    disaster: flood fire earthquake hurricane storm
    toy: doll puzzle lego
    furniture: table chair sofa couch shelf
    tree: oak pine apple cherry
    flower: rose sunflower tulip lily
    relax: yoga meditation walk
    financial: money loan rent savings
    hospital: doctor nurse surgery
    military: army veteran navy
"""


@cache
def _forms() -> Mapping[str, tuple[str, ...]]:
    return _read(_FORMS.split("|"), "")


@cache
def _others() -> Mapping[str, tuple[str, ...]]:
    return _read(_SAME.split("\n"), _KINDS)


def _read(groups: Iterable[str], kinds: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        words = dict.fromkeys(read_words(group))
        for word in words:
            found.setdefault(word, {}).update(words)
    for line in kinds.split("\n"):
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
