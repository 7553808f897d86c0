"""Short forms by which a child is called: Pepe for Jose, Liz for Elizabeth."""

from __future__ import annotations

_SHORT = """
abigail abby abbie gail
alejandro alex ale jandro
alejandra alex ale
alexander alex alec xander sasha
alexandra alex lexi sandra sasha
alberto beto
alfredo fredo freddy
amanda mandy
andrew andy drew
anthony tony
antonio tony tono
antonia toni
barbara barb
beatriz bea betty
benjamin ben benny benji
bernardo nardo
carolina caro
catherine cathy kathy kate katie kat cate cat
charles charlie chuck
charlotte charlie lottie
christian chris
christina chris tina
christopher chris topher
concepcion concha
consuelo chelo
cristobal tobal
daniel dan danny
daniela dani
david dave davey
deborah debbie deb
dolores lola
dominic dom nick
dominique dom
edgar ed
eduardo lalo edu eddie
edward ed eddie ted ned
elizabeth liz lizzy beth betsy eliza ellie betty libby
emiliano emi
emily em emmy
enrique kike quique
ernesto neto
ezekiel zeke
federico fede
felipe pipe
fernando fer nando
fernanda fer
francisca paca fran
francisco paco pancho frank fran cisco kiko
frederick fred freddy
gabriel gabe gabi
gabriela gabi gaby
gerald jerry
graciela chela
gregory greg
guadalupe lupe lupita
guillermo memo guille
gustavo gus tavo
henry hank harry
hugo huguito
ignacio nacho
isabel isa chabela
isabella bella izzy isa
isaac ike
jacob jake
jacqueline jackie
james jim jimmy jamie
javier javi
jennifer jenny jen
jeronimo jero
jessica jess jessie
jesus chuy chucho
jonathan jon jonny
john johnny jack
jose pepe chepe
joseph joe joey
josefina pepa fina
joshua josh
juan juanito
judith judy
julian juli
katherine kathy kate katie kat
kenneth ken kenny
kimberly kim
lawrence larry
leonardo leo
leticia lety
lorenzo lencho
lucas luke
lucia lucy
luis lucho luisito
luz lucecita
madeline maddie
manuel manny manolo lolo
marcos mark
margaret maggie meg peggy marge greta
margarita mago rita
maria mari
mario mayito
matthew matt matty
mateo teo
maximiliano max
maximilian max
melissa mel
mercedes meche
michael mike mikey mick
michelle shelly
miguel migue
mohamed mo
nathaniel nate nathan
nathan nate
nicholas nick nicky nico
nicolas nick nico
oliver ollie
oscar osc
pamela pam
patricia pat patty trish paty
patrick pat paddy
pedro perico
peter pete
philip phil
rachel rae
rafael rafa
ramon moncho
raymond ray
rebecca becky becca
refugio cuca cuco
ricardo richi rick ricky
richard rich rick ricky dick richie
robert rob bob bobby robbie bert
roberto beto
rodrigo rodri
ronald ron ronny
rosario chayo charo
salvador chava
samantha sam
samuel sam sammy
santiago santi chago
sarah sadie sally
sebastian seb bastian
sergio checo
socorro coco
sofia sofi
soledad sole
stephen steve
steven steve
stephanie steph
susan sue susie
teresa tere
teodoro teo
theodore theo ted teddy
theresa terry tess
thomas tom tommy
timothy tim timmy
tobias toby
valentina vale
valeria vale
veronica vero
victoria vicky tori
victor vic
vicente chente
vincent vince vinny
virginia ginny
william will bill billy willie liam
yolanda yoli
zachary zach zack
"""
_OF: dict[str, frozenset[str]] = {
    line.split()[0]: frozenset(line.split()[1:]) for line in _SHORT.strip().splitlines()
}


def short_of_one_another(a: str, b: str) -> bool:
    """Whether one folded given name is a usual short form of the other, in English or Spanish.

    Ana is called Anita and Juan Juanito. Two full names with one short form (Alexander, Alexandra) are two
    names.
    """
    return b in _OF.get(a, ()) or a in _OF.get(b, ()) or _little(a) == b or _little(b) == a


def _little(name: str) -> str:
    return name[:-1] + "ita" if name.endswith("a") else name.removesuffix("o") + "ito"
