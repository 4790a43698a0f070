"""What the letters of the demo say, and who writes them."""

REFUSED = "Hochzeitsfotos in voller Grösse"

PEOPLE = [
    ("Lea Brunner", "brunner-holz.example"), ("Marco Bernasconi", "ticino.example"), ("Ursina Caduff", "surselva.example"),
    ("Hélène Favre", "romandie.example"), ("Jürg Zürcher", "bergpost.example"), ("Sandra Wüthrich", "emme.example"),
    ("Noah Steiner", "steiner-bau.example"), ("Fatima Demir", "demir.example"), ("Köbi Huber", "hof-huber.example"),
    ("Verena Ammann", "ammann.example"), ("Paolo Rossi", "rossi.example"), ("Sibylle Graf", "graf-partner.example"),
]

CLIENTS = ["Bäckerei Stalder", "Brunner Holz AG", "Café Fédéral", "Demir Transporte", "Gasthof Löwen", "Huber Käserei",
           "Malerei Wüthrich", "Optik Zürcher", "Praxis Dr. Graf", "Spenglerei Aebi", "Velo Ammann"]

PLACES = ["Burgdorf", "Zürich", "Chur", "Genf", "Lugano", "Thun", "Fribourg", "Rüti", "Köniz", "Uster"]
DAYS = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"]
GREETINGS = ["Grüezi", "Hallo", "Guten Tag", "Salü"]
CLOSINGS = ["Freundliche Grüsse", "Herzliche Grüsse", "Bis bald", "Merci und liebe Grüsse"]
FILES = ["Rechnung-{n}.pdf", "Offerte-{n}.pdf", "Plan-{place}.pdf", "Foto-{n}.jpg", "Protokoll-{year}.docx"]

TOPICS = {
    "inbox": [
        ("Termin am {day}", "Passt es dir am {day} um halb zehn in {place}? Sonst schlage ich den Tag darauf vor."),
        ("Ihre Bestellung {n} ist unterwegs", "Ihr Paket wird am {day} zwischen 9 und 12 Uhr zugestellt."),
        ("Kurze Frage", "Weisst du noch, wo der Schlüssel für den Schuppen in {place} ist? Wir suchen ihn seit {day}."),
        ("Ihr Billett nach {place}", "Im Anhang finden Sie Ihr Billett. Am {day} fährt der Zug auf Gleis 7."),
        ("Sitzungszimmer {day}", "Das Zimmer ist reserviert, Kaffee und Gipfeli sind bestellt."),
        ("Stelle in {place}", "Wir haben Ihre Unterlagen erhalten und melden uns bis {day}."),
    ],
    "sent": [
        ("Antwort auf Ihre Anfrage", "Vielen Dank für Ihre Anfrage. Ich komme am {day} gerne in {place} vorbei."),
        ("Unterlagen {n}", "Wie besprochen sende ich Ihnen die Unterlagen. Bei Fragen bin ich am {day} erreichbar."),
        ("{day} bin ich später da", "Der Bus nach {place} fällt aus, ich komme eine halbe Stunde später."),
        ("Danke!", "Das hat wunderbar geklappt, herzlichen Dank für die Hilfe am {day}."),
    ],
    "drafts": [
        ("Offerte {place} (Entwurf)", "Für die Arbeiten in {place} rechne ich mit CHF {amount}, ohne"),
        ("Einladung", "Am {day} möchten wir euch gerne zu uns nach {place} einladen, und zwar"),
    ],
    "family": [
        ("Geburtstag von Grosi", "Wir feiern am {day} im Löwen in {place}. Bringst du den Kuchen mit?"),
        ("Fotos vom Wochenende", "Anbei ein paar Bilder aus {place}. Das Wetter war besser als versprochen!"),
        ("Am {day} hüten?", "Könntest du am {day} die Kinder von der Kita abholen? Wir sind bis fünf in {place}."),
        ("Rezept für Älplermagronen", "Mit Apfelmus, natürlich. Und die Zwiebeln ganz langsam rösten."),
    ],
    "holidays": [
        ("Bestätigung Ihrer Buchung {n}", "Zimmer mit Frühstück, zwei Personen, CHF {amount}. Anreise am {day} ab 15 Uhr."),
        ("Wanderung am {day}", "Die Hütte ist offen, wir brauchen aber gute Schuhe. Treffpunkt am Bahnhof {place}."),
        ("Vos billets de train", "Veuillez trouver vos billets en pièce jointe. Départ de {place}, voie 4. Bon voyage!"),
    ],
    "invoices": [
        ("Rechnung Nr. {n}", "Bitte überweisen Sie CHF {amount} innert 30 Tagen. Vielen Dank für Ihren Auftrag."),
        ("Zahlungserinnerung {n}", "Sicher ist es Ihnen entgangen: CHF {amount} sind seit {day} offen."),
        ("Gutschrift {n}", "Wir haben Ihnen CHF {amount} gutgeschrieben."),
        ("Kontoauszug {year}", "Ihr Auszug liegt bereit; der Saldo beträgt CHF {amount}."),
    ],
    "work": [
        ("Offerte {n}, {place}", "Wir hätten gerne ein Angebot für das Haus in {place}. Besichtigung am {day}?"),
        ("Auftrag {n} bestätigt", "Ihre Offerte über CHF {amount} nehmen wir gerne an. Beginn am {day}."),
        ("Protokoll der Besprechung in {place}", "Offen sind noch der Liefertermin und die Kosten von CHF {amount}."),
        ("Änderung am Plan {n}", "Die Mauer kommt einen halben Meter weiter links, der Rest bleibt wie am {day} besprochen."),
    ],
    "club": [
        ("Einladung zur Generalversammlung {year}", "Am {day} um 19.30 Uhr im Saal des Löwen in {place}, mit Imbiss."),
        ("Mitgliederbeitrag {year}", "Der Beitrag beträgt unverändert CHF {amount}. Danke fürs Einzahlen bis {day}."),
        ("Helfer gesucht", "Für den Stand am Markt in {place} fehlen uns am {day} noch drei Personen."),
    ],
}
