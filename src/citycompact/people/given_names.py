"""Given names that children in American cities carry: two of them are two children before they are a slip."""

from __future__ import annotations

_NAMES = """
aaliyah aaron abby abdi abdirahman abdullah abel abigail abraham ada adal adalyn adam adan addison adela
adele adelina adeline adrian adriana adriano aida aidan aiden aimee aisha aja alan alana alani alayna alba
albert alberta alberto aldo alec aleena alejandra alejandro alena alessandra alessandro alex alexa alexander
alexandra alexia alexis alfonso alfred alfredo ali alia alice alicia alina aline alisa alisha alison alissa
aliya allan allen allison alma alondra alonso alonzo alvaro alvin alyssa amal amalia amanda amara amari
amaya amber amelia amelie amin amina amir amira ammar amos amy an ana anahi anais analia anastasia anay
anaya anders andre andrea andreas andres andrew andy angel angela angelica angelina angelo angie anh ania
anika anisa anita aniya anna annabel anne annette annie anthony anton antonia antonio anya ari aria ariana
arianna ariel ariela armando arnold arthur arturo arya asa asad asha asher ashley ashton asia astrid athena
aubrey audrey august augustus aurelia aurelio aurora austin autumn ava avery avi axel aya ayaan ayan ayana
ayden ayla aylin azul bailey bao barbara basil bea beatrice beatriz beau bella ben benita benito benjamin
bennett bernard bernardo bertha beth bianca bilal bill billy binh blake blanca bo bob bobby bonnie boris
brad braden bradley brady brandon brayden breanna brenda brendan brennan brent brett brian briana brianna
bridget briella brielle britney brody brook brooke brooks bruce bruno bryan bryce bryson byron cade caden
caitlin cal caleb calvin cam camden cameron camila camilla camille camilo candace cara carina carl carla
carlo carlos carly carmen carol carolina caroline carrie carson carter casey cassandra cassie catalina
catherine cecilia cedric celeste celia cesar chad chance chandler charles charlie charlotte chase chau
chelsea cheng cherie chloe chris christian christina christine christopher chue cindy claire clara clare
clarissa clark claudia claudio clay clayton clinton cody cole colin collin connor constance cooper cora
coral corey cory courtney craig cristian cristina cruz crystal curtis cynthia cyrus dahlia daisy dakota dale
dalia dalton damian damien damon dan dana dane dania daniel daniela daniella danielle danilo danna danny
dante daphne dara darcy daria darian dario darius darla darlene darren darwin daryl dave david davin davis
dawn dawson dayana dayanara dean deborah declan deja delia delilah demi denise dennis denzel derek derrick
desiree destiny devin devon diana diane diego dilan dina dinh dinora dion dmitri dominic dominick dominique
don donald donna donovan dora doris dorothy douglas drake drew duc dulce duncan dung duong dustin dwayne
dylan eddie eddy eden edgar edith edmund edna eduardo edward edwin efrain eileen elaina elaine eleanor elena
eli elia elian eliana elias elijah elin elina elio elisa elisabeth elise elisha elissa eliza elizabeth ella
elle ellen ellie elliot eloise elsa elsie elvira elvis emanuel emely emerson emery emilia emiliano emilie
emilio emily emma emmanuel emmett enid enoch enrique enzo eric erica erick erik erika erin ernest ernesto
esme esmeralda esperanza esteban estefania estela estella ester esther estrella ethan etta eugene eva evan
evangelina evelin evelyn everett evie ezekiel ezra fabian fabiola fabricio faith fanny farah farhan fatima
faye federico felicia felicity felipe felix ferdinand fernanda fernando fidel fiona flor flora florence
frances francesca francis francisca francisco frank franklin fred frederick frida gabriel gabriela gabriella
gabrielle gael gail galilea garrett gary gavin gemma genesis genevieve george georgia gerald gerardo gia
gian giana gianna gilbert gilberto gina ginger gino giovanni gisela giselle gladys glen glenn gloria grace
gracie graham grant gray grayson greg gregory greta griffin guadalupe guillermo gustavo guy gwen ha hadley
hai hailey hal haley halima hamza han hana hanh hank hanna hannah hannan harley harold harper harris
harrison harry harvey hasan hassan hayden haylee hayley hazel heather hector heidi heidy helen helena henry
herman hien hieu hilda hiram hoa hoang holly hong hope houa houston hua hudson hue hugh hugo humberto hung
hunter huong hussein huy huyen ian ibrahim ida ignacio ike iker iliana iman imani ines ingrid ira irene iris
irma isa isaac isabel isabela isabella isabelle isaiah isaias isis isla ismael israel issac itzel ivan ivana
ivy izabella jace jack jackie jackson jacob jacqueline jacques jada jade jaden jadon jagger jahir jaime jair
jairo jake jalen jamal james jameson jamie jamil jamila jan jana jane janelle janet janice janiya jared jase
jasmin jasmine jason jasper javier javon jax jaxon jay jayce jayda jayden jayla jaylen jaylin jean jeanette
jeff jeffrey jelani jena jenna jennifer jenny jeremiah jeremy jerome jerry jesse jessica jessie jesus jill
jillian jim jimena jimmy jo joan joana joann joanna joaquin jocelyn jodi jody joe joel joelle joey johan
johana john johnny jon jonah jonas jonathan jordan jordana jorden jordy jorge jose josef josefina joselyn
joseph josephine josh joshua josiah josie josue joy joyce juan juana juanita jude judith judy julia julian
juliana julianna julie julien juliet julieta julio julissa julius june junior justice justin justine kade
kaden kai kaia kailyn kaitlyn kale kaleb kali kamari kameron kamila kao kara karen karim karina karissa karl
karla karma karol karsyn kasey kate katelyn katherine kathleen kathryn kathy katia katie katrina kay kaya
kayden kayla kaylee kayleigh kaylin keegan keira keisha keith kelly kelsey kelvin ken kendall kendra kennedy
kenneth kenny kenya kevin khai khalid khalil khang khanh khoa khoi kia kiana kiara kieran kim kimberly
kinsley kira kobe kong kory kristen kristin kristina kristy kurt kyla kyle kylee kylie kyra lacey laila
lainey lam lan lana lance landon lara larissa larry laura laurel lauren laurie lawrence layla lea leah
leandro lee leia leif leila leilani lela lena lenny leo leon leona leonard leonardo leonel leonor leroy
leslie lester leticia levi lewis lexi lia liam liana libby lidia lien lila lili lilia lilian liliana lilith
lillian lilly lily lin lina linda lindsay lindsey ling linh lionel lisa lisbeth liz lizbeth lizeth lloyd
logan lola london long lorena lorenzo loretta lori lorraine lou louis louisa louise luan luca lucas lucia
luciana luciano lucila lucille lucinda lucio lucy luis luisa luka lukas luke luna lupe luz lydia lyla lynn
mabel mack macy maddox madeleine madeline madelyn madison mae maeve maggie mai maia maira maisie malachi
malaika malia malik malina mallory mandy manuel manuela mara marc marcel marcela marcella marcelo marcia
marcio marco marcos marcus margaret margarita margot maria mariah mariam mariana marianna marianne maribel
marie mariela marilyn marin marina mario marion marisa marisol marissa maritza mark marla marlee marlene
marley marlon marquis mars marta martha martin martina marvin mary maryam mason mateo mathew mathias matias
matilda matt matteo matthew maura maureen maurice mauricio maverick max maxim maximo maxine maxwell may maya
mayra mckenna mee megan mei mel melania melanie melany melina melinda melissa melody mercedes meredith mia
micah michael michaela michele michelle miguel mika mikaela mike mila milan milana milena miles miley milo
mimi mina minh mira miranda mireya miriam misael misha mitchell mohamed moises molly mona monica monique
monserrat monte morgan moriah morris moses muhammad muna mya myla myles myra myrna nadia nadine nala nam
nancy naomi nasir nasra natalia natalie natasha nate nathalia nathalie nathan nathaniel nayeli neal ned
nehemiah neil nelly nelson nestor neva ngan nghia ngoc nguyen nhan nhi nhu nia nicholas nick nico nicola
nicolas nicole nigel niko nikolas nila nimo nina nisa noa noah noe noel noelia noelle noemi nola nora norma
norman nova nyla nylah oakley octavio odalys olga olive oliver olivia ollie omar omari oren oriana oscar
osman osvaldo otis otto owen pa pablo paige paisley paloma pamela pang pao paris parker patience patricia
patricio patrick paul paula paulina pauline paulo pazao pearl pedro penelope perla perry peter petra peyton
philip phoebe phoenix phong phuc phuong pierce piper porter precious preston pricilla priscilla quan quang
quentin quinn quyen quynh rachel rafael rafaela ralph ramiro ramon ramona randall randy raquel rashad raul
raven ray raymond rayna reagan rebecca reed reese regina reid reina remi remy renata rene renee reuben rex
reyna rhea rhys ricardo richard rick ricky rico riley rina rita river roan rob robbie robert roberta roberto
robin rocco rocio roderick rodney rodolfo rodrigo rogelio roger roland rolando roman romeo romina romy ron
ronald ronan ronin rory rosa rosalia rosalie rosalinda rosario rose roselyn rosemary rosie ross rowan roxana
roxanne roy royce ruben ruby rudy rufus russell ruth ryan ryder ryker rylan ryland rylee sabina sabrina
sadie sage sahra said saira sal salma salman salvador salvatore sam samantha samara sami samir samira samuel
san sandra sandy santiago santino santos sara sarah sarai sasha saul savannah scarlett scott sean sebastian
selah selena selene selina sergio seth shane shania shannon sharon shawn sheila shelby sheldon sherry shiloh
shirley sidney sienna sierra silas silvia simon simona simone skye skyla skylar skyler sofia sol solomon son
sonia sonya sophia sophie spencer stacy stanley stefan stefania stella stephanie stephen steve steven stevie
stuart sue sullivan summer susan susana suzanne sydney sylvia tabitha talia tamara tami tamia tania tanner
tanya tara tate tatiana taylor teagan ted temple tera teresa terra terrence terry tess tessa thai thanh thao
thea theo theodore theresa thi thien thomas thu thuy tia tiana tiara tien tiffany tim timothy tina tobias
toby todd tomas tommy toni tony tori tou travis trent trenton trevor trey tri trina trinh trinity trista
tristan tristin troy truc trung tuan tucker tung tuyet ty tyler tyra tyrone tyson uriel ursula valentin
valentina valentino valeria valerie van vanessa veda vera veronica vicente vicky victor victoria vida viktor
vincent vincente vinh viola violet violeta virginia vivian viviana vivienne vy wade walker walter wanda
warren warsame waylon wayne wendy wesley weston will willa william willie willow wilson winston wyatt xander
xavi xavier xee ximena xiomara xue yadira yahir yahya yan yana yara yareli yaretzi yasin yasmin yasmina
yasmine yer yesenia yolanda yosef yousef yuliana yulissa yuri yusuf yvette yvonne zach zachary zack zahra
zaid zaida zaira zakaria zane zara zaria zayd zayden zayn zion zoe zoey zoila zoya zuri
"""
GIVEN_NAMES: frozenset[str] = frozenset(_NAMES.split())
"""Folded; neither complete nor weighted. Names that several children of a table carry are known besides."""
