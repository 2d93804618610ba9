"""The words by which a number is known to be a figure of statistics."""

import re

# People and events that statistics count; in any domain, first those of crime and migration.
_COUNTED = (
    "victims?|suspects?|traffickers?|perpetrators?|offenders?|smugglers?|defendants?|convicts?"
    "|prisoners?|detainees|convictions?|prosecutions?|investigations?|arrests?|charges|sentences"
    "|offences?|crimes?|cases|incidents|reports|messages|identifications|detections|crossings"
    "|persons?|people|individuals|men|women|males?|females?|boys?|girls?|children|minors|adults"
    "|citizens|nationals|foreigners|migrants|refugees|applicants|applications|asylum seekers"
    "|beneficiaries|decisions|permits|residents|inhabitants|population|households|births|deaths"
    "|workers|employees|employed|unemployed|jobs|students|pupils|patients|enterprises|farms"
    "|vehicles|passengers|fatalities|tonnes|euro per"
)
COUNTED = re.compile(rf"(?i)\b(?:{_COUNTED})\b")
# Of these, what a report counts for other reasons than statistics.
_ALSO_ELSEWHERE = (
    r"(?i)\b(?:reports|cases|persons?|people|individuals|men|women|decisions|jobs|children|students"
    r"|workers|enterprises|vehicles|adults|messages)\b"
)
ALSO_ELSEWHERE = re.compile(_ALSO_ELSEWHERE)
# A sentence about a meeting, a project or a law counts people without being statistics.
NO_STATISTICS = re.compile(
    r"(?i)\b(?:participants?|participated|attended|attendees|workshops?|conference|seminars?"
    r"|trained|training (?:course|session)s?|speakers|experts met|interviews? (?:with|undertaken)"
    r"|networks? meeting|envelope|budget|co-financ\w+|funding of|grants? of|fined?"
    r"|imprisonment|for example, if|at least two|team of)\b"
)
PERCENT = re.compile(r"\s?(?:%|per ?cent\b|percentage\b(?! points?)|\u2030)", re.IGNORECASE)
POINTS = re.compile(r"\s?(?:percentage[ -]points?|pp\b|p\.p\.|%[ -]points?)", re.IGNORECASE)
RATE = re.compile(
    r"(?i)\bper (?:million|hundred thousand|thousand|100[ .,]?000|1[ .,]?000(?:[ .,]?000)?)\b"
)
SCALE = re.compile(r"\s(?:thousand|million|billion|m|bn)\b", re.IGNORECASE)
NUMBER_OF = re.compile(
    r"(?i)\b(?:number|numbers|total|totals|count|counts|figures?|rate|rates|share|shares|proportion"
    r"|percentage|ratio|average|mean|median)\b"
)
AVERAGE = re.compile(r"(?i)\b(?:rates?|average|mean|median|ratio)\b")
EARLIER = re.compile(
    r"(?i)\b(?:the year before|a year (?:earlier|before|ago)|the previous year|the year earlier"
    r"|previously|one year (?:earlier|before)|in the (?:previous|following|same) (?:year|period)"
    r"|the same (?:month|quarter|period))\b"
)
# What stands between a figure and the thing it is of, before it.
LINKED = re.compile(
    r"(?i)(?:\b(?:was|were|is|are|to|from|at|of|reached|reaching|totall?ed|numbered|counted|counts"
    r"|than|with|against|and|or|by|only|just|about|around|nearly|almost|over|some|approximately"
    r"|roughly|fewer than|more than|less than|recorded|registered|reported|identified|had|has"
    r"|after|between|for|while|stood at|stands at|made up|below|above|least|most)"
    r"|[(:,;|=\u2013])\s*$"
)
REPORTING = re.compile(
    r"(?i)\b(?:contributions?|responses|replies|data|information|figures|statistics|report"
    r"|reported|reporting|provided|contributed|prepared|submitted|responded|replied)\b"
)
REPORTERS = re.compile(
    r"(?i)^\s(?:[A-Z]{2,4} )?(?:Member States|countries|EU countries|states|NCPs|contact points"
    r"|Member and Observer Countries|national rapporteurs|authorities)\b"
)
CHANGE = re.compile(
    r"(?i)\b(?:increas\w*|decreas\w*|ris\w+|rose|grew|grow\w*|fell|fall\w*|drop\w*|declin\w*|up by"
    r"|down by|went (?:up|down)|reduc\w+|higher|lower|surge\w*|jump\w*|change\w*|up|down|more|less"
    r"|fewer)\b"
)
_COUNTRIES = (
    "Austria|Belgium|Bulgaria|Croatia|Cyprus|Czechia|Czech Republic|Denmark|Estonia|Finland|France"
    "|Germany|Greece|Hungary|Ireland|Italy|Latvia|Lithuania|Luxembourg|Malta|(?:the )?Netherlands"
    "|Poland|Portugal|Romania|Slovakia|Slovenia|Spain|Sweden|United Kingdom|UK|Norway|Switzerland"
    "|Iceland|Liechtenstein|Albania|Serbia|Montenegro|North Macedonia|Bosnia and Herzegovina|Kosovo"
    "|T\u00fcrkiye|Turkey|Ukraine|Moldova|Georgia|Armenia|Nigeria|Vietnam|Viet Nam|China|Eritrea"
    "|Morocco|Algeria|Tunisia|Egypt|Colombia|Venezuela|Peru|Brazil|Paraguay|Pakistan|Bangladesh"
    "|India|Nepal|Philippines|Thailand|Syria|Iraq|Iran|Afghanistan|Somalia|Ethiopia|Sudan|Guinea"
    "|C\u00f4te d.Ivoire|Ivory Coast|Cameroon|Ghana|Gambia|Senegal|Mali|Sierra Leone|Russia|Belarus"
    "|Cuba|Honduras|Dominican Republic|Ecuador|Bolivia|Argentina|Chile|Mexico|Sri Lanka|Mongolia"
    "|Kazakhstan|Uzbekistan|Kyrgyzstan|Congo|Kenya|Uganda|Burundi|Angola|South Africa|Turkmenistan"
)
COUNTRY = re.compile(rf"\b(?:{_COUNTRIES})\b")
