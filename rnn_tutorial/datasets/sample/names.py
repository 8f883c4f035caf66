"""The names of the sample corpus: people and cities. No film or person is meant."""


def _list(text: str) -> list[str]:
    return text.split()


FIRST_NAMES = _list("""
john mary david anna peter sarah tom laura paul helen james emma robert alice henry clara george
martha frank julia jack rosa max nina oscar eva leo ida sam ruth ben grace daniel kate simon lucy
martin elsa victor maria arthur sophie walter irene hugo vera felix agnes edward nora charles edith
philip greta stephen ingrid andrew hanna michael lena joseph olga anthony miriam william esther
richard judith thomas naomi patrick bridget kevin maeve liam fiona duncan isla angus morag gareth
bronwen owen carys rhys sian luca chiara marco bianca paolo francesca stefano lucia pietro teresa
giorgio silvia enzo gina carlos pilar diego ines miguel carmen pablo elena javier lola rafael
isabel ramon dolores mateo paloma pierre claire michel louise antoine colette marcel simone etienne
camille gaston odette lucien margot bernard celeste hans heidi karl ursula dieter monika klaus
petra otto gerda wolfgang brigitte jurgen sabine lars astrid sven karin nils birgit gustav sigrid
axel maja erik linnea mikkel kirsten jens mette anders solveig olaf ragnhild ivan natasha boris
ludmila dmitri svetlana sergei tatiana yuri galina pavel irina mikhail katya vladimir zofia jan
agnieszka piotr beata tomasz halina milos jana vaclav zuzana laszlo ilona istvan zsuzsa andras
marta nikos eleni kostas despina yannis sofia kenji yuko hiroshi akiko takeshi noriko ichiro keiko
wei mei ling chen jin soo min raj priya anil lakshmi arjun meera vikram sunita ravi deepa omar
leila hassan fatima yusuf amina karim nadia ali samira tariq yasmin kwame ama kofi abena chidi
ngozi tunde folake thabo lindiwe sipho zanele beatrice cecily dorothea eleanor florence georgina
harriet imogen josephine lavinia mabel ophelia penelope rosamund sylvia tabitha winifred ambrose
barnaby cuthbert desmond ebenezer ferdinand gilbert horatio ignatius jasper lancelot montague
nathaniel octavius percival quentin rupert sebastian thaddeus ulysses wilfred
""")
_SURNAMES = _list("""
smith jones brown taylor wilson evans thomas walker white wright hall green wood martin clarke
turner hill moore cooper ward morris king baker scott young allen mitchell parker cook bell kelly
murphy byrne ryan doyle walsh quinn nolan keane malone sheridan gallagher rossi russo ferrari
bianchi romano colombo ricci marino greco conti bruno gallo costa giordano moretti garcia lopez
martinez sanchez romero torres vega navarro molina ortega delgado castro rubio serrano dubois
moreau laurent lefevre girard bonnet fontaine rousseau mercier lambert faure muller schmidt
schneider fischer weber wagner becker schulz hoffmann koch bauer richter klein wolf neumann schwarz
zimmermann braun kruger hartmann lange lindqvist nystrom sandberg ekman holm lund bergman sjostrom
wallin novak svoboda dvorak horak kowalski nowak wisniewski zielinski lewandowski nagy kovacs szabo
horvath toth varga papadakis stavros ivanov petrov sokolov volkov orlov morozov tanaka suzuki
watanabe yamamoto nakamura kobayashi sato ito wang zhang liu huang kim park choi nguyen tran singh
patel sharma gupta mehta kapoor rao hussain rahman haddad nasser mansour okafor adeyemi mensah
diallo traore nkosi dlamini silva santos pereira oliveira almeida carvalho ribeiro fernandes
abrahams goldberg rosenthal silverman weinstein adler blumenthal abernathy bannister carmichael
drummond eastlake fairweather gainsborough hargreaves inglethorpe jellicoe kingsley lockhart
merriweather northcote ormerod pemberton quigley ravenscroft summerscale thistlewood underhill
vavasour wetherby yarborough
""")
_FATHERS = _list("""
anders carl david erik gustav hendrik jacob jan karl lars magnus mikkel nil ol peder peter robert
simon sven thom william
""")
_ENGLISH = _list("""
ash black brad brook burn chester clay cole craw dal east farn green hart has hather hol kirk lang
lin mid new north oak ox rad red rock ship stan stock strat sut thorn wake wal west whit win wood
""")

CITIES = _list("""
london paris rome berlin vienna chicago boston dublin madrid venice moscow tokyo naples lisbon
prague hamburg glasgow edinburgh liverpool manchester brooklyn hollywood texas california shanghai
budapest warsaw stockholm oslo copenhagen helsinki amsterdam brussels geneva zurich milan florence
turin genoa bologna palermo verona siena barcelona seville granada valencia toledo porto marseilles
lyons bordeaux toulouse nice lille munich dresden leipzig cologne frankfurt bremen salzburg krakow
gdansk bucharest sofia athens istanbul cairo alexandria casablanca tangier marrakesh tunis beirut
damascus jerusalem baghdad tehran bombay calcutta delhi madras lahore karachi kabul kathmandu
rangoon bangkok saigon hanoi singapore jakarta manila seoul osaka kyoto nagasaki beijing sydney
melbourne brisbane auckland wellington honolulu alaska seattle denver detroit philadelphia
baltimore memphis nashville atlanta miami havana veracruz lima quito bogota caracas santiago
montevideo valparaiso nairobi lagos accra dakar johannesburg durban zanzibar cardiff swansea
belfast cork galway limerick aberdeen dundee inverness york leeds sheffield bristol brighton dover
plymouth oxford cambridge norwich exeter durham carlisle bergen uppsala malmo aarhus reykjavik
tallinn riga vilnius odessa kiev minsk tbilisi yerevan samarkand vladivostok irkutsk timbuktu reno
tucson omaha toledo savannah charleston louisville winnipeg toronto montreal quebec halifax
vancouver
""")


def list_surnames() -> tuple[str, ...]:
    """Family names, common ones first: a list, then patronymics, then names made of two parts."""
    patronymics = [father + end for end in ("son", "sen") for father in _FATHERS]
    ends = ("ford", "ton", "ley", "well", "wood", "field", "worth", "ham", "combe", "bury")
    ends += ("stead", "hurst", "mere", "bridge", "gate", "bourne", "leigh", "stone")
    places = [first + end for end in ends for first in _ENGLISH if first != end]
    return tuple(dict.fromkeys(_SURNAMES + patronymics + places))
