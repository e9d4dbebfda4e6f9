package mtr

// sets are those of the Mulan collection that are read: their rows and the
// names of their targets, which are the last attributes of the file.
var sets = []set{
	{"andro", "Andromeda", 49, []string{"Target 1", "Target 2", "Target 3", "Target 4", "Target 5", "Target 6"}},
	{"atp1d", "Airline ticket price, 1 day", 337, []string{"ALLminpA", "ALLminp0", "aDLminpA", "aCOminpA", "aFLminpA", "aUAminpA"}},
	{"atp7d", "Airline ticket price, 7 days", 296, []string{"ALLminpA", "ALLminp0", "aDLminpA", "aCOminpA", "aFLminpA", "aUAminpA"}},
	{"edm", "Electrical discharge machining", 154, []string{"DFlow", "DGap"}},
	{"enb", "Energy building", 768, []string{"Y1", "Y2"}},
	{"jura", "Jura", 359, []string{"Cd", "Co", "Cu"}},
	{"oes10", "Occupational employment 2010", 403, []string{"Butchers and Meat Cutters", "Medical Records and Health Information Technicians", "Nonfarm Animal Caretakers", "Computer Programmers", "Database Administrators", "Physicians and Surgeons, All Other", "Education Administrators, Elementary and Secondary School", "Switchboard Operators, Including Answering Service", "Real Estate Sales Agents", "Radiologic Technologists and Technicians", "Inspectors, Testers, Sorters, Samplers, and Weighers", "Pharmacists", "Mechanical Engineers", "First-Line Supervisors of Office and Administrative Support Workers", "Speech-Language Pathologists", "Counter and Rental Clerks"}},
	{"oes97", "Occupational employment 1997", 334, []string{"Shipping, Receiving, and Traffic Clerks", "Industrial Production Managers", "Physician Assistants", "Construction Managers", "Machine Feeders and Offbearers", "Crushing, Grinding, Mixing, and Blending Machine Operators and Tenders", "Speech-Language Pathologists and Audiologists", "Purchasing Managers", "Accountants and Auditors", "Machinery Maintenance Mechanics", "Recreation Workers", "Hand Packers and Packagers", "Cooks, Fast Food", "All Other Machine Operators and Tenders", "Psychologists", "Teacher Aides and Educational Assistants, Clerical"}},
	{"osales", "Online sales", 639, []string{"month 1", "month 2", "month 3", "month 4", "month 5", "month 6", "month 7", "month 8", "month 9", "month 10", "month 11", "month 12"}},
	{"rf1", "River flow 1", 9125, []string{"CHSI2", "NASI2", "EADM7", "SCLM7", "CLKM7", "VALI2", "NAPM7", "DLDI4"}},
	{"scm20d", "Supply chain, 20 days", 8966, []string{"LBL", "MTLp2A", "MTLp3A", "MTLp4A", "MTLp5A", "MTLp6A", "MTLp7A", "MTLp8A", "MTLp9A", "MTLp10A", "MTLp11A", "MTLp12A", "MTLp13A", "MTLp14A", "MTLp15A", "MTLp16A"}},
	{"scpf", "See click predict fix", 1137, []string{"num views", "num votes", "num comments"}},
	{"sf1", "Solar flare 1", 323, []string{"c-class", "m-class", "x-class"}},
	{"sf2", "Solar flare 2", 1066, []string{"c-class", "m-class", "x-class"}},
	{"slump", "Concrete slump", 103, []string{"SLUMP cm", "FLOW cm", "Compressive Strength Mpa"}},
	{"wq", "Water quality", 1060, []string{"taxon 25400", "taxon 29600", "taxon 30400", "taxon 33400", "taxon 17300", "taxon 19400", "taxon 34500", "taxon 38100", "taxon 49700", "taxon 50390", "taxon 55800", "taxon 57500", "taxon 59300", "taxon 37880"}},
}
