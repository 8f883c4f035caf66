"""The words of the sample corpus: short lists, and the rules that inflect and combine them.

Each list begins with its common words and ends with its rare ones; `sample.py` draws from
the head often and from the end hardly ever, which gives the vocabulary its long tail.
"""


def _list(text: str) -> list[str]:
    return text.split()


GOOD = _list("""
good great wonderful excellent funny beautiful brilliant moving gripping superb clever warm
charming delightful fresh touching fine impressive enjoyable memorable witty exciting powerful
engaging thrilling lovely perfect inspired elegant fascinating terrific magnificent stunning
graceful inventive rewarding intelligent hilarious outstanding tender splendid enchanting vivid
subtle marvellous radiant captivating absorbing stirring refreshing sublime dazzling masterly
compelling heartfelt satisfying polished endearing exquisite uplifting imaginative lyrical
remarkable lively poignant assured riveting astute luminous stylish entrancing luscious deft
""")
BAD = _list("""
bad terrible boring dull awful poor stupid weak predictable horrible tedious silly clumsy lifeless
annoying ridiculous flat stale dreadful disappointing pointless shallow wooden lazy tiresome ugly
forgettable pathetic cheap messy dreary laughable irritating hollow painful absurd pretentious
feeble bland incoherent atrocious slow crude lame contrived unbearable muddled insipid mediocre
abysmal laboured confusing unfunny tasteless sloppy embarrassing vapid trite unwatchable witless
depressing grating soulless overblown turgid derivative amateurish leaden inept unconvincing
wretched plodding vacuous charmless drab hackneyed insufferable dire
""")
GOOD_ADVERBS = _list("""
well beautifully brilliantly wonderfully superbly perfectly cleverly splendidly magnificently
elegantly gracefully impressively admirably delightfully tenderly stylishly convincingly powerfully
nicely vividly marvellously deftly exquisitely intelligently
""")
BAD_ADVERBS = _list("""
badly poorly terribly horribly awfully stupidly clumsily weakly feebly dreadfully lazily
pathetically tediously absurdly painfully miserably crudely ridiculously atrociously lamely ineptly
sloppily abysmally woodenly
""")
GOOD_NOUNS = _list("""
masterpiece triumph delight gem joy success treat pleasure classic treasure wonder marvel
revelation surprise charmer feast jewel knockout tonic
""")
BAD_NOUNS = _list("""
mess failure disaster waste bore disappointment mistake insult flop nightmare ordeal shambles
embarrassment travesty dud muddle slog fiasco chore
""")
GOOD_VERBS = _list("""
enjoyed loved liked admired recommended praised adored treasured applauded savoured relished
welcomed cherished
""")
BAD_VERBS = _list("""
hated disliked regretted despised detested loathed resented suffered endured dreaded deplored
abhorred cursed
""")

ASPECTS = _list("""
acting story script plot dialogue music direction ending photography pacing editing casting
soundtrack humour cinematography writing opening lighting scenery narration climax finale premise
score choreography suspense mystery romance satire camerawork storytelling set animation prologue
epilogue costuming framing orchestration
""")
GENRES = _list("""
film movie comedy drama thriller western romance mystery documentary musical picture adventure
melodrama satire fantasy farce remake sequel adaptation biography fable noir parable epic
blockbuster swashbuckler cartoon pastiche anthology
""")
FAMILY = _list("""
brother sister wife husband mother father friend daughter son neighbour cousin uncle aunt
grandmother grandfather nephew niece colleague boyfriend girlfriend flatmate godmother stepfather
sweetheart penfriend
""")
MONTHS = _list("""
january february march april may june july august september october november december
""")
NUMBERS = _list("""
two three four five six seven eight nine ten twelve eleven twenty fifteen thirty forty fifty sixty
hundred eighteen seventy eighty thirteen fourteen sixteen seventeen nineteen ninety
""")

PEOPLE = _list("""
doctor teacher soldier detective lawyer writer singer painter priest nurse farmer sailor journalist
student widow thief gambler musician actor dancer cook professor pilot captain waiter stranger
boxer banker policeman gangster spy servant miner barber tailor baker butcher librarian
photographer engineer scientist poet sheriff outlaw prisoner smuggler orphan monk nun prince
princess king queen duke countess general sergeant lieutenant colonel private cadet recruit
fisherman gardener shepherd hunter trapper driver mechanic plumber carpenter mason blacksmith
cobbler weaver potter clockmaker jeweller locksmith undertaker gravedigger magician clown acrobat
juggler ventriloquist pianist violinist cellist drummer trumpeter organist composer conductor
playwright novelist sculptor architect surveyor cartographer astronomer botanist chemist physicist
biologist geologist archaeologist historian philosopher linguist translator interpreter diplomat
ambassador senator mayor governor minister bishop chaplain missionary pilgrim hermit beggar
pickpocket burglar forger swindler blackmailer kidnapper assassin mercenary deserter rebel
anarchist pacifist suffragette heiress debutante chambermaid governess seamstress milliner
laundress midwife apothecary surgeon dentist optician veterinarian psychiatrist hypnotist
fortuneteller stuntman understudy usher projectionist cameraman editor publisher reporter columnist
critic announcer bartender bouncer porter bellboy doorman caretaker landlady lodger tenant squatter
drifter cowboy rancher prospector stagecoachdriver lighthousekeeper ferryman stowaway castaway
lumberjack astronaut juror bailiff magistrate solicitor barrister notary auctioneer pawnbroker
bookkeeper typist stenographer receptionist beekeeper falconer gamekeeper ploughman milkmaid
chauffeur courier smith matron
""")
THINGS = _list("""
letter photograph house car train diary secret painting ring gun boat map book key suitcase piano
guitar camera clock mirror lamp necklace coat hat knife ticket telegram fortune garden bridge
window door box bottle wallet parcel necktie horse dog cat parrot violin trumpet drum radio
telephone typewriter lantern candle statue mask costume wig uniform medal flag sword dagger pistol
rifle cannon bullet bomb coffin grave skull bone feather shell pearl diamond emerald ruby crown
throne sceptre locket bracelet brooch earring watch pendant button ribbon scarf glove boot shoe
slipper umbrella parasol handkerchief blanket pillow mattress carpet curtain cushion sofa armchair
table cupboard drawer wardrobe trunk basket barrel bucket kettle teapot saucer cup plate spoon fork
jar pan oven stove furnace chimney ladder rope chain anchor oar sail mast compass telescope
microscope barometer thermometer engine wagon carriage bicycle motorcycle tram lorry tractor plough
hammer saw nail screw spanner chisel anvil shovel pickaxe scythe sickle fence gate wall roof attic
cellar staircase corridor balcony terrace fountain well orchard vineyard meadow hedge oak willow
birch maple elm poplar cypress cedar rose lily tulip orchid violet daffodil thistle mushroom apple
pear plum lemon orange cherry walnut chestnut almond pumpkin turnip onion sausage pie cake biscuit
pudding sandwich omelette pancake cheese telegraph newspaper magazine manuscript notebook ledger
cheque contract passport visa certificate testament will sermon poem ballad waltz tango sonata
symphony overture aria lullaby hymn whistle bell gong organ accordion harmonica banjo mandolin
cello flute clarinet oboe bassoon tambourine puppet doll marionette kite balloon marble puzzle
chessboard domino jigsaw trophy cup banner poster placard portrait landscape fresco mosaic tapestry
sketch etching blueprint formula recipe potion antidote poison medicine bandage crutch wheelchair
stretcher microphone gramophone cassette projector reel screen spotlight tripod lens robot rocket
satellite spaceship helicopter aeroplane parachute glider zeppelin submarine torpedo periscope raft
canoe kayak gondola barge tugboat trawler schooner sledge snowshoe saddle bridle stirrup harness
whip lasso tent hammock campfire torch matchbox cigar cigarette pipe ashtray razor comb hairpin
thimble needle spindle loom hourglass sundial almanac talisman amulet idol relic chalice goblet
tankard decanter corkscrew thermos hamper
""")
PLACES = _list("""
town village city island hotel house farm school hospital prison castle harbour theatre factory
station church street forest desert valley mountain river lake beach cabin apartment mansion palace
monastery convent cathedral chapel cemetery museum library university laboratory courtroom barracks
fortress bunker trench battlefield border airport railway tunnel mine quarry shipyard dock
lighthouse pier boardwalk fairground circus casino nightclub cafe restaurant bakery tavern inn
saloon brothel market bazaar bank shop warehouse workshop mill brewery distillery plantation ranch
prairie canyon swamp marsh jungle savannah tundra glacier volcano waterfall lagoon reef bay cove
peninsula archipelago canal reservoir dam suburb slum ghetto alley square boulevard park zoo
stadium racetrack gymnasium ballroom attic basement rooftop greenhouse conservatory observatory
planetarium orphanage asylum sanatorium nursery kindergarten playground campsite caravan houseboat
cottage bungalow villa manor abbey crypt ruin temple pagoda mosque synagogue shrine oasis moor
heath dale fjord
""")
IDEAS = _list("""
love war money family death justice revenge memory friendship power freedom jealousy fear hope
faith greed ambition betrayal loneliness childhood marriage poverty honour courage grief loyalty
guilt youth fate desire identity truth innocence madness sacrifice exile forgiveness violence
obsession corruption prejudice class religion politics science progress nature solitude longing
regret envy vanity pride shame pity mercy despair rage hatred sorrow melancholy nostalgia boredom
patience temptation addiction survival redemption duty discipline obedience rebellion tyranny
censorship slavery colonialism emigration motherhood fatherhood brotherhood adolescence adulthood
widowhood bereavement mortality superstition hypocrisy conformity bureaucracy patriotism fanaticism
apathy stoicism chivalry gluttony austerity providence alchemy astronomy navigation espionage
diplomacy witchcraft heresy blasphemy pilgrimage monasticism socialism communism fascism capitalism
feminism pacifism nihilism mysticism atheism chauvinism imperialism nationalism romanticism
idealism cynicism optimism pessimism heroism cowardice arrogance insolence remorse penance
vengeance resistance endurance allegiance inheritance unemployment retirement imprisonment
resentment disillusionment embezzlement bewilderment amnesia insomnia vertigo claustrophobia
leprosy cholera typhoid malaria tuberculosis
""")
# All verbs take -ed and -ing without a doubled consonant. TREATMENTS are done to people.
TREATMENTS = _list("""
follow help love marry kill save rescue visit join trust betray question arrest chase remember
protect abandon accuse blame confront deceive hire watch recognise imprison haunt punish threaten
warn pursue avoid welcome surprise support challenge admire envy observe seduce tempt tease flatter
comfort console cure poison wound injure torture capture release blackmail bribe cheat swindle
ambush corner overpower disarm unmask expose denounce condemn banish exile deport ridicule
humiliate insult mock taunt torment terrify intimidate interrogate investigate trace track shadow
stalk hunt adopt educate train coach advise encourage persuade convince manipulate hypnotise
mesmerise enchant bewitch curse idolise obey serve divorce desert neglect ignore misjudge mistrust
suspect detain invite imitate impersonate nurse serenade liberate disinherit excommunicate
reprimand vilify pester mollify
""")
HANDLINGS = _list("""
discover borrow collect deliver return repair recover replace remove reveal bury burn search
destroy inherit explore invent examine photograph paint describe guard carry open purchase record
imagine conceal disguise smuggle pawn auction counterfeit forge falsify decorate inspect restore
preserve measure polish clean smash crush damage repaint design dismantle assemble construct
engineer furnish renovate salvage excavate unearth demolish harvest cultivate nurture ransack
misplace overlook identify intercept decipher catalogue dedicate donate bequeath confiscate
requisition disinfect pulverise immortalise sabotage vandalise dissect upholster varnish engrave
embroider unlock memorise
""")
TRAITS = _list("""
young old strange quiet famous lonely rich mysterious ordinary nervous honest brave jealous proud
cold silent wealthy foreign private sudden serious careful curious gentle bitter cruel rough
stubborn restless reckless ruthless timid humble loyal faithful secretive anxious cautious cheerful
gloomy solemn calm cool eager earnest fierce frantic furious greedy grim idle impatient innocent
mad meek merry modest noble obedient obscure odd patient peculiar polite reluctant righteous rude
savage scornful selfish sensible shy sly sober solitary stern strict sullen suspicious swift
thoughtful unhappy vain vague wary weary wicked wild wise zealous absent abrupt aloof blind blunt
bold brisk candid casual cunning defiant desperate devout discreet drowsy dutiful elusive fearless
feverish forceful formal frank frugal generous gruff guarded haughty hesitant hopeless hostile
ingenious jovial lenient listless mournful naive placid pious prudent quaint resolute sarcastic
shrewd sombre sour spiteful stealthy tactful tactless tranquil treacherous valiant vengeful wistful
wry
""")
LOOKS = _list("""
wooden old red small black broken stolen hidden white blue empty torn silver green yellow golden
rusty dusty forgotten crooked faded strange heavy secret hollow grey leather crimson scarlet purple
ivory amber copper bronze marble velvet silken glass paper iron steel enamel ebony bamboo canvas
woollen tattered battered scorched charred mouldy gilded engraved embroidered painted lacquered
striped chequered tartan spotless gleaming glittering flickering smouldering buried locked
priceless antique miniature tarnished cracked motheaten bloodstained waterlogged threadbare
monogrammed
""")
SCENES = _list("""
small abandoned quiet empty remote old snowy ruined famous rainy foggy haunted crowded distant
narrow windswept crumbling derelict moonlit frozen desolate cobwebbed overgrown weathered sunlit
sunken shuttered candlelit lamplit torchlit starlit fogbound snowbound secluded deserted seaside
roadside riverside hillside coastal rural urban provincial suburban tropical arctic alpine
mediterranean colonial medieval victorian edwardian baroque gothic bustling sleepy shadowy
labyrinthine cavernous picturesque isolated
""")
COMPARED = _list("""
old young small rich cold rough calm cool fierce rude stern strict swift wild wise bold brisk meek
odd blunt
""")
WITHOUT_ADVERB = _list("old young foreign lonely sour ordinary rich famous")
NATIONS = _list("""
french british american italian german japanese russian spanish swedish chinese irish indian polish
australian canadian danish mexican scottish brazilian korean norwegian dutch welsh hungarian greek
czech finnish austrian belgian swiss portuguese turkish iranian israeli egyptian argentinian
romanian bulgarian icelandic cuban chilean peruvian nigerian kenyan thai vietnamese indonesian
serbian croatian estonian latvian lithuanian ukrainian georgian armenian moroccan senegalese
colombian bolivian maltese
""")
