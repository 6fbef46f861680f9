"""Words that tell a person's sex, and what is said instead: tables for `neutral_wording`."""

from __future__ import annotations

from typing import Final

_PERSON: Final = {
    "person": "man woman guy dude lady gentleman gal bloke lad lass",
    "child": "boy girl son daughter",
    "parent": "mother father mom mum mommy mummy mama dad daddy papa",
    "grandparent": "grandmother grandfather grandma grandpa granny grandad granddad",
    "grandchild": "grandson granddaughter",
    "sibling": "brother sister",
    "spouse": "husband wife",
    "partner": "boyfriend girlfriend",
    "relative": "uncle aunt niece nephew",
    "schoolchild": "schoolboy schoolgirl",
    "officer": "policeman policewoman",
    "firefighter": "fireman firewoman",
    "businessperson": "businessman businesswoman",
    "salesperson": "salesman saleswoman",
    "spokesperson": "spokesman spokeswoman",
    "chairperson": "chairman chairwoman",
    "craftsperson": "craftsman craftswoman",
    "fisher": "fisherman fisherwoman",
    "worker": "workman repairman handyman",
    "athlete": "sportsman sportswoman",
    "batter": "batsman",
    "videographer": "cameraman camerawoman",
    "courier": "mailman postman deliveryman",
    "cowhand": "cowboy cowgirl",
    "server": "waiter waitress",
    "actor": "actress",
    "host": "hostess",
    "attendant": "stewardess",
}

_IRREGULAR_PLURALS: Final = {
    "child": "children",
    "grandchild": "grandchildren",
    "schoolchild": "schoolchildren",
    "person": "people",
    "businessperson": "businesspeople",
    "salesperson": "salespeople",
    "spokesperson": "spokespeople",
    "chairperson": "chairpeople",
    "craftsperson": "craftspeople",
    "wife": "wives",
    "lady": "ladies",
    "mommy": "mommies",
    "mummy": "mummies",
    "daddy": "daddies",
    "granny": "grannies",
    "lass": "lasses",
    "actress": "actresses",
    "waitress": "waitresses",
    "hostess": "hostesses",
    "stewardess": "stewardesses",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _plural(noun: str) -> str:
    if noun in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[noun]
    if noun.endswith("man"):
        return noun.removesuffix("man") + "men"
    return noun + "s"


# Gendered noun -> neutral noun, singular and plural.
SINGULAR: Final = {
    gendered: neutral for neutral, words in _PERSON.items() for gendered in words.split()
}
PLURAL: Final = {_plural(gendered): _plural(neutral) for gendered, neutral in SINGULAR.items()}
SINGULAR_OF: Final = {_plural(neutral): neutral for neutral in _PERSON}
# Of two together.
PLURAL_OF: Final = {neutral: _plural(neutral) for neutral in _PERSON} | {"spouse": "couple"}

# "a mans hat": an apostrophe that captions often lack.
POSSESSIVE: Final = {"mans": "person's", "womans": "person's"}

PARENTS: Final = frozenset(
    word for word, neutral in (SINGULAR | PLURAL).items() if neutral in {"parent", "parents"}
)
SEXES: Final = frozenset({"male", "female"})
PLURAL_SEXES: Final = {"males": "people", "females": "people"}

SUBJECTS: Final = frozenset({"he", "she", "he/she", "she/he", "s/he"})
# What stands after one of these decides between their and theirs, their and them.
POSSESSIVES: Final = frozenset({"his", "her", "his/her", "her/his"})
PRONOUNS: Final = {
    "him": "them",
    "him/her": "them",
    "her/him": "them",
    "hers": "theirs",
    "himself": "themselves",
    "herself": "themselves",
    "himself/herself": "themselves",
}
# Of "he or she" the second is left out.
PRONOUN_PAIRS: Final = frozenset(
    {("he", "she"), ("his", "her"), ("his", "hers"), ("him", "her"), ("himself", "herself")}
)

GENDERED: Final = frozenset(
    {*SINGULAR, *PLURAL, *POSSESSIVE, *SEXES, *PLURAL_SEXES, *SUBJECTS, *POSSESSIVES, *PRONOUNS}
)

# Words behind which a noun phrase is over.
FUNCTION_WORDS: Final = _words("""
    a an the and or but of in on at to with without from by for as into onto near next behind
    between while who that which is are was were has have had does do can will may be been being
    about outside inside around over under through across along up down off out after before
    together not n't 's 're both all one two three during beside besides against among beneath
    below above toward towards where when because if so than this these those some it its they
    their them dressed seated posed surrounded covered asleep also just still alone
""")

# Verbs that captions put behind a person, besides those that end in -ing.
VERBS: Final = _words("""
    sits sit stands stand holds hold walks walk looks look plays play rides ride wears wear
    watches watch jumps jump smiles smile poses pose takes take prepares works work runs run
    talks talk carries carry leans lean performs perform eats eat swings swing reads read uses
    pushes lies lays gets makes climbs shows sleeps throws puts helps pulls gives feeds hugs
    kisses cuts drinks kicks hits catches goes tries dances sings skis surfs skates swims
    teaches points waits reaches enjoys
""")

_HUMANS: Final = _words("""
    adult artist athlete attendant baker ballerina baby bartender batter bicyclist biker boxer
    cashier catcher cheerleader chef child climber clown coach companion cook customer cyclist
    dancer doctor driver drummer employee fan figure firefighter friend golfer guard guitarist
    gymnast hiker infant jockey jogger judge kid model motorcyclist musician nurse officer
    participant partner passenger patient pedestrian performer person photographer pilot pitcher
    player professional racer referee rider runner sailor sculptor scout server singer
    skateboarder skater skier snowboarder soldier student surfer swimmer teacher teen teenager
    toddler tourist traveller umpire vendor violinist vocalist volunteer wakeboarder worker
    wrestler
""")
HUMANS: Final = _HUMANS | {"police"}
MANY_HUMANS: Final = frozenset([*map(_plural, _HUMANS), "people", "police", "babies", "bodyguards"])

# "baby boy": the noun before says it all.
YOUNG: Final = frozenset({"baby", "babies", "infant", "newborn", "teen", "toddler"})
GROWING: Final = frozenset({"teenage", "teenaged", "adolescent"})

SPORTS: Final = _words("""
    tennis soccer football basketball baseball softball volleyball hockey golf rugby lacrosse
    cricket ski skiing swimming water track bowling badminton
""")

# Names of things: words before, or behind, which a gendered word is no person.
FIGURES: Final = _words("""
    snow spider iron bat super ginger gingerbread tin stick michelin
""")
THINGS_BEHIND: Final = {
    "cowboy": _words("""
    hat hats boot boots gear outfit outfits attire shirt costume
"""),
    "cowgirl": _words("""
    hat hats boot boots gear outfit outfits attire shirt costume
"""),
    "lady": _words("bug bugs liberty gaga"),
}
ROOMS: Final = _words("""
    room rooms restroom restrooms bathroom bathrooms toilet toilets urinal urinals washroom
""")

NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "another": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
}  # fmt: skip
NUMBER_WORDS: Final = {
    2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine",
    10: "ten", 11: "eleven", 12: "twelve",
}  # fmt: skip

IRREGULAR_VERBS: Final = {
    "is": "are", "was": "were", "has": "have", "does": "do", "goes": "go", "'s": "'re",
}  # fmt: skip
ADVERBS: Final = _words("""
    also just still then never always often almost not both already even once perhaps sometimes
    alone himself herself
""")
