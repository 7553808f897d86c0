"""The words of the demo city's promises and of what became of them, in both languages."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str, str, str, str, str]] = {
    # key: pledge en, es, district's part en, es, charters' part en, es
    "one_application": ("All families use one application with one deadline for every public school.", "Todas las familias usan una sola solicitud con una sola fecha límite para toda escuela pública.", "Runs the enrollment office and its help line.", "Lleva la oficina de inscripción y su línea de ayuda.", "End their own application forms.", "Terminan sus propias solicitudes."),
    "all_charters": ("Every charter school fills all its seats in the common match.", "Toda escuela chárter llena todos sus lugares en la asignación común.", "Lets operators audit every run of the match.", "Permite a los operadores auditar cada asignación.", "Each operator signs the rulebook and approves its seats.", "Cada operador firma el reglamento y aprueba sus lugares."),
    "guide": ("One guide shows every public school with the same facts.", "Una sola guía muestra toda escuela pública con los mismos datos.", "Prints the guide and keeps the site.", "Imprime la guía y mantiene el sitio.", "Deliver their facts by the first of September.", "Entregan sus datos antes del primero de septiembre."),
    "ratings": ("All public schools are rated by one framework.", "Todas las escuelas públicas se califican con un solo marco.", "Gives up its own report card.", "Renuncia a su propio informe.", "Share test results by student with the joint office.", "Comparten resultados por alumno con la oficina común."),
    "expulsions": ("Charter schools expel no more often than 2.5 in 1,000 students.", "Las escuelas chárter no expulsan a más de 2.5 de cada 1,000 estudiantes.", "Opens its hearing panel to charter members.", "Abre su panel de audiencias a miembros chárter.", "Use the joint hearing panel before every expulsion.", "Usan el panel común antes de cada expulsión."),
    "space": ("The district leases empty buildings to charter schools at cost.", "El distrito alquila edificios vacíos a las escuelas chárter al costo.", "Publishes the list of empty buildings every spring.", "Publica cada primavera la lista de edificios vacíos.", "Say a year ahead which space they need.", "Dicen con un año de antelación qué espacio necesitan."),
    "building_fund": ("Both sides pay into one fund for new buildings.", "Ambas partes aportan a un fondo para edificios nuevos.", "Puts in part of the next bond.", "Aporta parte del próximo bono.", "Put in a share of their facility aid.", "Aportan parte de su ayuda para edificios."),
    "local_levy": ("The local levy is shared with charter schools by need.", "El impuesto local se comparte con las chárter según la necesidad.", "Shares new levy money from the first year on.", "Comparte el dinero nuevo desde el primer año.", "Publish what they spend for each pupil.", "Publican lo que gastan por alumno."),
    "buses": ("Buses carry children of both sectors on shared routes.", "Los autobuses llevan a niños de ambos sectores en rutas comunes.", "Plans the routes.", "Planea las rutas.", "Align their bell times.", "Ajustan sus horarios."),
    "sped_team": ("A joint team of specialists serves schools of both sectors.", "Un equipo común de especialistas atiende a escuelas de ambos sectores.", "Hires and houses the team.", "Contrata y aloja al equipo.", "Pay for the hours they use.", "Pagan las horas que usan."),
    "sped_share": ("Charter schools enroll students with disabilities as often as these apply.", "Las chárter inscriben a estudiantes con discapacidad en la proporción en que solicitan.", "Passes the money for services on within thirty days.", "Transfiere el dinero de los servicios en treinta días.", "Offer all levels of service at every campus.", "Ofrecen todos los niveles de servicio en cada plantel."),
    "el_programs": ("The district opens programs for English learners in every part of the city.", "El distrito abre programas para estudiantes de inglés en toda la ciudad.", "Opens six programs in four years.", "Abre seis programas en cuatro años.", "Send their teachers to the shared training.", "Envían a sus maestros a la formación común."),
    "job_fair": ("One yearly fair recruits teachers for both sectors.", "Una feria anual contrata maestros para ambos sectores.", "Gives the hall and the date.", "Pone el local y la fecha.", "Bring at least one principal for each school.", "Llevan al menos un director por escuela."),
    "open_lessons": ("Twenty pairs of schools open their lessons to each other.", "Veinte parejas de escuelas se abren sus clases.", "Frees teachers for four days a year.", "Libera a maestros cuatro días al año.", "Free teachers for four days a year.", "Liberan a maestros cuatro días al año."),
    "third_way": ("The district opens two partnership schools under contract.", "El distrito abre dos escuelas en alianza por contrato.", "Hands over staffing, curriculum and budget.", "Cede personal, currículo y presupuesto.", "Offer an operator for one of them.", "Ofrecen un operador para una de ellas."),
    "opening_plan": ("No school opens or closes without a joint plan.", "Ninguna escuela abre o cierra sin un plan común.", "Shows its closure list a year ahead.", "Muestra su lista de cierres un año antes.", "Show their growth plans a year ahead.", "Muestran sus planes de crecimiento un año antes."),
    "seat_rule": ("Both sectors give up seats by one rule where children are fewer.", "Ambos sectores reducen lugares con una sola regla donde hay menos niños.", "Publishes the forecast.", "Publica la previsión.", "Accept caps on their growth in those parts.", "Aceptan topes a su crecimiento en esas zonas."),
    "access_law": ("Both sectors ask the state for access to empty buildings.", "Ambos sectores piden al estado acceso a edificios vacíos.", "Testifies for the bill.", "Declara a favor de la ley.", "Testify for the bill.", "Declaran a favor de la ley."),
    "report": ("The steward publishes a report on every promise each year.", "La administración publica cada año un informe sobre cada promesa.", "Delivers its figures in March.", "Entrega sus cifras en marzo.", "Deliver their figures in March.", "Entregan sus cifras en marzo."),
}  # fmt: skip
"""What each promise says, and each sector's part in it."""

HISTORY: tuple[tuple[str, str, int, int, str, str, str, str, str], ...] = (
    # promise, new status or "", months ago, days later, kind, title en, es, reason en, es
    ("one_application", "in_progress", 33, 0, "resolution", "Both boards vote for one application", "Ambas juntas votan por una sola solicitud", "The boards agreed.", "Las juntas acordaron."),
    ("one_application", "done", 11, 0, "indicator", "94 % of public seats in the common match", "94 % de los lugares en la asignación común", "The target of 90 % is passed.", "Se superó la meta del 90 %."),
    ("all_charters", "in_progress", 30, 0, "meeting", "Two operators join the match", "Dos operadores se suman a la asignación", "First operators signed.", "Firmaron los primeros operadores."),
    ("all_charters", "", 1, 5, "document", "Rulebook signed by three of four operators", "Reglamento firmado por tres de cuatro operadores", "", ""),
    ("guide", "in_progress", 30, 0, "document", "Draft of the guide", "Borrador de la guía", "", ""),
    ("guide", "done", 19, 0, "document", "First common guide printed", "Primera guía común impresa", "In print and on the site.", "Impresa y en el sitio."),
    ("ratings", "in_progress", 26, 0, "resolution", "Framework adopted by both boards", "Marco adoptado por ambas juntas", "", ""),
    ("ratings", "", 1, 10, "indicator", "70 % of schools rated", "70 % de las escuelas calificadas", "", ""),
    ("expulsions", "in_progress", 32, 0, "meeting", "Joint panel hears its first case", "El panel común oye su primer caso", "", ""),
    ("expulsions", "done", 12, 0, "indicator", "2.2 expulsions in 1,000 students", "2.2 expulsiones por cada 1,000", "Below 2.5 for the first time.", "Por debajo de 2.5 por primera vez."),
    ("space", "in_progress", 6, 0, "document", "Two leases signed under the new law", "Dos contratos firmados con la nueva ley", "The law opened the way.", "La ley abrió el camino."),
    ("space", "", 2, 0, "meeting", "Price of leases disputed", "Se discute el precio de los alquileres", "", ""),
    ("building_fund", "stalled", 24, 0, "meeting", "No side names a sum", "Ninguna parte fija una suma", "", ""),
    ("building_fund", "dropped", 15, 0, "resolution", "Steering committee ends the fund", "El comité directivo termina el fondo", "No side will pay into it.", "Ninguna parte aportará."),
    ("local_levy", "in_progress", 25, 0, "document", "First shared levy in the budget", "Primer impuesto compartido en el presupuesto", "", ""),
    ("local_levy", "stalled", 5, 0, "resolution", "Board postpones the second step", "La junta aplaza el segundo paso", "Two members object.", "Dos miembros se oponen."),
    ("buses", "in_progress", 28, 0, "meeting", "Route planners meet", "Se reúnen los planificadores de rutas", "", ""),
    ("buses", "dropped", 20, 0, "resolution", "Plan for joint buses ended", "Fin del plan de autobuses comunes", "The state does not repay charter rides.", "El estado no reembolsa los viajes chárter."),
    ("sped_team", "in_progress", 27, 0, "document", "Agreement on the joint team", "Convenio sobre el equipo común", "", ""),
    ("sped_team", "", 7, 0, "interview", "Principals on the team, round three", "Los directores sobre el equipo, tercera ronda", "", ""),
    ("sped_share", "in_progress", 24, 0, "indicator", "Two points more than at the start, and still below applicants", "Dos puntos más que al principio, aún por debajo de los solicitantes", "", ""),
    ("sped_share", "", 1, 2, "indicator", "Closer to applicants than a year ago", "Más cerca de los solicitantes que hace un año", "", ""),
    ("el_programs", "in_progress", 20, 0, "document", "Two programs opened", "Dos programas abiertos", "", ""),
    ("el_programs", "", 2, 6, "document", "Fourth program approved", "Cuarto programa aprobado", "", ""),
    ("job_fair", "in_progress", 28, 0, "meeting", "First fair planned", "Se planea la primera feria", "", ""),
    ("job_fair", "done", 21, 0, "document", "Report on the first fair: 41 hired", "Informe de la primera feria: 41 contratados", "Held, and held again since.", "Celebrada, y repetida desde entonces."),
    ("open_lessons", "in_progress", 22, 0, "meeting", "First six pairs", "Primeras seis parejas", "", ""),
    ("open_lessons", "stalled", 8, 0, "interview", "Teachers say the days were not freed", "Los maestros dicen que no hubo días libres", "No substitutes were paid.", "No se pagaron suplentes."),
    ("third_way", "in_progress", 18, 0, "document", "Contract for the first school", "Contrato de la primera escuela", "", ""),
    ("third_way", "done", 9, 0, "document", "Contract for the second school", "Contrato de la segunda escuela", "Both contracts are signed.", "Ambos contratos firmados."),
    ("opening_plan", "in_progress", 16, 0, "meeting", "First joint map of seats", "Primer mapa común de lugares", "", ""),
    ("access_law", "in_progress", 30, 0, "meeting", "Testimony before the committee", "Declaración ante el comité", "", ""),
    ("access_law", "done", 7, 0, "document", "The act is signed by the governor", "El gobernador firma la ley", "Charter schools have the right of first refusal.", "Las chárter tienen derecho de preferencia."),
    ("report", "in_progress", 30, 0, "resolution", "Form of the report agreed", "Se acuerda la forma del informe", "", ""),
    ("report", "done", 24, 0, "document", "First annual report", "Primer informe anual", "Published every year since.", "Publicado cada año desde entonces."),
)  # fmt: skip
"""Evidence in order of time; where a status is given, the evidence changed it."""

MILESTONES: tuple[tuple[str, int, str, str, int, int | None], ...] = (
    # promise, number, what en, es, due and reached in months ago
    ("one_application", 1, "Vote of both boards", "Voto de ambas juntas", 32, 33),
    ("one_application", 2, "First common match", "Primera asignación común", 18, 18),
    ("all_charters", 1, "Half of the operators have joined", "La mitad de los operadores se ha sumado", 20, 19),
    ("all_charters", 2, "The last operator signs the rulebook", "El último operador firma el reglamento", -2, None),
    ("ratings", 1, "Framework adopted", "Marco adoptado", 26, 26),
    ("ratings", 2, "All schools rated", "Todas las escuelas calificadas", -1, None),
    ("space", 1, "List of empty buildings with prices", "Lista de edificios vacíos con precios", 1, None),
    ("local_levy", 1, "Second step in the budget", "Segundo paso en el presupuesto", 4, None),
    ("sped_team", 1, "All nine specialists hired", "Los nueve especialistas contratados", 3, None),
    ("sped_share", 1, "Every campus offers all levels of service", "Todo plantel ofrece todos los niveles de servicio", -1, None),
    ("el_programs", 1, "Four programs open", "Cuatro programas abiertos", 2, 2),
    ("el_programs", 2, "Six programs open", "Seis programas abiertos", -10, None),
    ("open_lessons", 1, "Ten pairs", "Diez parejas", 10, None),
    ("opening_plan", 1, "Joint plan before both boards", "Plan común ante ambas juntas", 2, None),
    ("seat_rule", 1, "Forecast published", "Previsión publicada", -3, None),
)  # fmt: skip
"""Steps of each promise; a negative number of months lies ahead."""
