<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
    <context>
        <name>AboutDialog</name>
        <message>
            <source>About Albumen</source>
            <translation>Über Albumen</translation>
        </message>
        <message>
            <source>A photo library that describes your photos in words, so that you find them by what they show. Everything happens on this computer.</source>
            <translation>Eine Fotosammlung, die Ihre Fotos in Worten beschreibt, damit Sie sie an dem finden, was sie zeigen. Alles geschieht auf diesem Rechner.</translation>
        </message>
        <message>
            <source>Version {version}, Qt {qt}</source>
            <translation>Version {version}, Qt {qt}</translation>
        </message>
        <message>
            <source>Library: {path}</source>
            <translation>Sammlung: {path}</translation>
        </message>
    </context>
    <context>
        <name>Absence</name>
        <message>
            <source>The drive or folder of this photo is not there at the moment.</source>
            <translation>Das Laufwerk oder der Ordner dieses Fotos ist gerade nicht da.</translation>
        </message>
    </context>
    <context>
        <name>Actions</name>
        <message>
            <source>Alt + Page up and down</source>
            <translation>Alt + Bild auf und ab</translation>
        </message>
        <message>
            <source>Go from group to group</source>
            <translation>Von Gruppe zu Gruppe gehen</translation>
        </message>
        <message>
            <source>Select the &amp;group</source>
            <translation>&amp;Gruppe auswählen</translation>
        </message>
        <message>
            <source>Cop&amp;y picture</source>
            <translation>&amp;Bild kopieren</translation>
        </message>
        <message>
            <source>Open with its pro&amp;gram</source>
            <translation>Mit eigenem Pr&amp;ogramm öffnen</translation>
        </message>
        <message>
            <source>Try again &amp;what failed</source>
            <translation>Gescheitertes noch einmal versu&amp;chen</translation>
        </message>
        <message>
            <source>&amp;Nothing</source>
            <translation>&amp;Nichts</translation>
        </message>
        <message>
            <source>&amp;Folder</source>
            <translation>&amp;Ordner</translation>
        </message>
        <message>
            <source>&amp;Year</source>
            <translation>&amp;Jahr</translation>
        </message>
        <message>
            <source>&amp;Month</source>
            <translation>&amp;Monat</translation>
        </message>
        <message>
            <source>&amp;Day</source>
            <translation>&amp;Tag</translation>
        </message>
        <message>
            <source>&amp;Group by</source>
            <translation>Gr&amp;uppieren nach</translation>
        </message>
        <message>
            <source>Photos in the grid</source>
            <translation>Fotos in der Übersicht</translation>
        </message>
        <message>
            <source>One photo</source>
            <translation>Ein Foto</translation>
        </message>
        <message>
            <source>Search box</source>
            <translation>Suchfeld</translation>
        </message>
        <message>
            <source>&amp;Library</source>
            <translation>&amp;Sammlung</translation>
        </message>
        <message>
            <source>&amp;Add folder…</source>
            <translation>Ordner &amp;hinzufügen …</translation>
        </message>
        <message>
            <source>&amp;Look for changes</source>
            <translation>Nach &amp;Änderungen sehen</translation>
        </message>
        <message>
            <source>New al&amp;bum…</source>
            <translation>Neues &amp;Album …</translation>
        </message>
        <message>
            <source>&amp;Save search…</source>
            <translation>Suche &amp;merken …</translation>
        </message>
        <message>
            <source>S&amp;tatistics…</source>
            <translation>S&amp;tatistik…</translation>
        </message>
        <message>
            <source>Describe p&amp;hotos…</source>
            <translation>&amp;Fotos beschreiben …</translation>
        </message>
        <message>
            <source>&amp;Map…</source>
            <translation>&amp;Karte …</translation>
        </message>
        <message>
            <source>Find &amp;duplicates…</source>
            <translation>&amp;Doppelte finden …</translation>
        </message>
        <message>
            <source>&amp;Preferences…</source>
            <translation>&amp;Einstellungen …</translation>
        </message>
        <message>
            <source>New &amp;window</source>
            <translation>Ne&amp;ues Fenster</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig:</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;Wiederholen:</translation>
        </message>
        <message>
            <source>&amp;Copy photos</source>
            <translation>Fotos &amp;kopieren</translation>
        </message>
        <message>
            <source>Copy pat&amp;h</source>
            <translation>&amp;Pfad kopieren</translation>
        </message>
        <message>
            <source>Copy ca&amp;ption</source>
            <translation>Beschreibung k&amp;opieren</translation>
        </message>
        <message>
            <source>Select &amp;all</source>
            <translation>&amp;Alle auswählen</translation>
        </message>
        <message>
            <source>Select &amp;none</source>
            <translation>Auswahl auf&amp;heben</translation>
        </message>
        <message>
            <source>&amp;Search</source>
            <translation>&amp;Suchen</translation>
        </message>
        <message>
            <source>&amp;Filter…</source>
            <translation>&amp;Filtern …</translation>
        </message>
        <message>
            <source>&amp;Photo</source>
            <translation>&amp;Foto</translation>
        </message>
        <message>
            <source>&amp;Show large</source>
            <translation>&amp;Groß zeigen</translation>
        </message>
        <message>
            <source>Show in &amp;file manager</source>
            <translation>In der &amp;Dateiverwaltung zeigen</translation>
        </message>
        <message>
            <source>Find si&amp;milar photos</source>
            <translation>Ä&amp;hnliche Fotos finden</translation>
        </message>
        <message>
            <source>&amp;Compare side by side</source>
            <translation>Nebeneinander &amp;vergleichen</translation>
        </message>
        <message>
            <source>&amp;Edit caption</source>
            <translation>&amp;Beschreibung ändern</translation>
        </message>
        <message>
            <source>&amp;Describe again</source>
            <translation>&amp;Neu beschreiben</translation>
        </message>
        <message>
            <source>Caption is &amp;not right</source>
            <translation>Beschreibung &amp;stimmt nicht</translation>
        </message>
        <message>
            <source>Replace in captions…</source>
            <translation>In Beschreibungen ersetzen …</translation>
        </message>
        <message>
            <source>Append to captions…</source>
            <translation>An Beschreibungen anfügen …</translation>
        </message>
        <message>
            <source>One caption for all…</source>
            <translation>Eine Beschreibung für alle …</translation>
        </message>
        <message>
            <source>Add &amp;tag</source>
            <translation>Schlag&amp;wort hinzufügen</translation>
        </message>
        <message>
            <source>Recent tags</source>
            <translation>Zuletzt benutzte Schlagwörter</translation>
        </message>
        <message>
            <source>Fa&amp;vourite</source>
            <translation>&amp;Favorit</translation>
        </message>
        <message>
            <source>Rating</source>
            <translation>Bewertung</translation>
        </message>
        <message numerus="yes">
            <source>%n star(s)</source>
            <translation>
                <numerusform>%n Stern</numerusform>
                <numerusform>%n Sterne</numerusform>
            </translation>
        </message>
        <message>
            <source>No stars</source>
            <translation>Keine Sterne</translation>
        </message>
        <message>
            <source>Colour label</source>
            <translation>Farbmarke</translation>
        </message>
        <message>
            <source>Red label</source>
            <translation>Rot markieren</translation>
        </message>
        <message>
            <source>Yellow label</source>
            <translation>Gelb markieren</translation>
        </message>
        <message>
            <source>Green label</source>
            <translation>Grün markieren</translation>
        </message>
        <message>
            <source>Blue label</source>
            <translation>Blau markieren</translation>
        </message>
        <message>
            <source>Rotate to the &amp;left</source>
            <translation>Nach &amp;links drehen</translation>
        </message>
        <message>
            <source>Rotate to the &amp;right</source>
            <translation>Nach &amp;rechts drehen</translation>
        </message>
        <message>
            <source>Contact s&amp;heet as PDF…</source>
            <translation>&amp;Kontaktabzug als PDF …</translation>
        </message>
        <message>
            <source>Print…</source>
            <translation>Drucken …</translation>
        </message>
        <message>
            <source>Move file to trash…</source>
            <translation>Datei in den Papierkorb …</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <source>&amp;Sidebar</source>
            <translation>&amp;Seitenleiste</translation>
        </message>
        <message>
            <source>&amp;Inspector</source>
            <translation>&amp;Angaben</translation>
        </message>
        <message>
            <source>Background &amp;work</source>
            <translation>&amp;Hintergrundarbeit</translation>
        </message>
        <message>
            <source>&amp;Justified rows</source>
            <translation>&amp;Bündige Zeilen</translation>
        </message>
        <message>
            <source>Larger &amp;photos</source>
            <translation>&amp;Größere Fotos</translation>
        </message>
        <message>
            <source>S&amp;maller photos</source>
            <translation>&amp;Kleinere Fotos</translation>
        </message>
        <message>
            <source>S&amp;lide show</source>
            <translation>&amp;Diaschau</translation>
        </message>
        <message>
            <source>&amp;Full screen</source>
            <translation>&amp;Vollbild</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <source>&amp;Shortcuts</source>
            <translation>&amp;Tastenkürzel</translation>
        </message>
        <message>
            <source>&amp;About Albumen</source>
            <translation>&amp;Über Albumen</translation>
        </message>
        <message>
            <source>Go from photo to photo</source>
            <translation>Von Foto zu Foto</translation>
        </message>
        <message>
            <source>Arrows, Page up and down, Home, End</source>
            <translation>Pfeile, Bild auf und ab, Pos1, Ende</translation>
        </message>
        <message>
            <source>Select on the way</source>
            <translation>Unterwegs auswählen</translation>
        </message>
        <message>
            <source>Shift + the same</source>
            <translation>Umschalt + dieselben</translation>
        </message>
        <message>
            <source>Go without selecting</source>
            <translation>Gehen, ohne auszuwählen</translation>
        </message>
        <message>
            <source>Ctrl + the same</source>
            <translation>Strg + dieselben</translation>
        </message>
        <message>
            <source>Select or not</source>
            <translation>Auswählen oder nicht</translation>
        </message>
        <message>
            <source>Ctrl + Space</source>
            <translation>Strg + Leertaste</translation>
        </message>
        <message>
            <source>Show large</source>
            <translation>Groß zeigen</translation>
        </message>
        <message>
            <source>Enter, Space or double click</source>
            <translation>Eingabe, Leertaste oder Doppelklick</translation>
        </message>
        <message>
            <source>Larger, smaller</source>
            <translation>Größer, kleiner</translation>
        </message>
        <message>
            <source>Ctrl + wheel</source>
            <translation>Strg + Rad</translation>
        </message>
        <message>
            <source>Next, previous</source>
            <translation>Nächstes, voriges</translation>
        </message>
        <message>
            <source>Right, left</source>
            <translation>Rechts, links</translation>
        </message>
        <message>
            <source>+, - or wheel</source>
            <translation>+, - oder Rad</translation>
        </message>
        <message>
            <source>Fit or actual size</source>
            <translation>Eingepasst oder wahre Größe</translation>
        </message>
        <message>
            <source>See where the model looked</source>
            <translation>Sehen, wohin das Modell geschaut hat</translation>
        </message>
        <message>
            <source>Tab, then right and left</source>
            <translation>Tab, dann rechts und links</translation>
        </message>
        <message>
            <source>Back to the grid</source>
            <translation>Zurück zur Übersicht</translation>
        </message>
        <message>
            <source>Esc or Enter</source>
            <translation>Esc oder Eingabe</translation>
        </message>
        <message>
            <source>Choose a completion</source>
            <translation>Ergänzung wählen</translation>
        </message>
        <message>
            <source>Down, then Enter or Tab</source>
            <translation>Abwärts, dann Eingabe oder Tab</translation>
        </message>
        <message>
            <source>Go to the results</source>
            <translation>Zu den Ergebnissen</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>Abwärts</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>Leeren</translation>
        </message>
        <message>
            <source>Esc</source>
            <translation>Esc</translation>
        </message>
    </context>
    <context>
        <name>AppendDialog</name>
        <message>
            <source>Write captions</source>
            <extracomment>So many captions are worked out between two keystrokes without being felt.</extracomment>
            <translation>Beschreibungen schreiben</translation>
        </message>
        <message numerus="yes">
            <source>Captions of %n chosen photo(s)</source>
            <translation>
                <numerusform>Beschreibung von %n gewählten Foto</numerusform>
                <numerusform>Beschreibungen von %n gewählten Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>&amp;Add words to each caption</source>
            <translation>&amp;Jede Beschreibung ergänzen</translation>
        </message>
        <message>
            <source>&amp;One caption for all</source>
            <translation>&amp;Eine Beschreibung für alle</translation>
        </message>
        <message>
            <source>Also for photos &amp;without a caption</source>
            <translation>Auch bei Fotos &amp;ohne Beschreibung</translation>
        </message>
        <message>
            <source>&amp;Before</source>
            <translation>&amp;Davor</translation>
        </message>
        <message>
            <source>Af&amp;ter</source>
            <translation>Da&amp;hinter</translation>
        </message>
        <message>
            <source>&amp;Caption</source>
            <translation>&amp;Beschreibung</translation>
        </message>
        <message>
            <source>Write</source>
            <translation>Schreiben</translation>
        </message>
        <message numerus="yes">
            <source>%n caption(s) change and become yours.</source>
            <translation>
                <numerusform>%n Beschreibung ändert sich und wird zu Ihrer eigenen.</numerusform>
                <numerusform>%n Beschreibungen ändern sich und werden zu Ihren eigenen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n caption(s) of yours will be replaced.</source>
            <translation>
                <numerusform>%n eigene Beschreibung wird ersetzt.</numerusform>
                <numerusform>%n eigene Beschreibungen werden ersetzt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>und %n weitere</numerusform>
                <numerusform>und %n weitere</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>BarList</name>
        <message>
            <source>None yet</source>
            <translation>Noch keine</translation>
        </message>
    </context>
    <context>
        <name>BottomBar</name>
        <message>
            <source>Say when photos are described</source>
            <translation>Sagen, wann Fotos beschrieben werden</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n Foto</numerusform>
                <numerusform>%n Fotos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n chosen</source>
            <translation>
                <numerusform>%n ausgewählt</numerusform>
                <numerusform>%n ausgewählt</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) not described yet…</source>
            <translation>
                <numerusform>%n Foto noch nicht beschrieben …</numerusform>
                <numerusform>%n Fotos noch nicht beschrieben …</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>BrowsePage</name>
        <message>
            <source>All photos</source>
            <translation>Alle Fotos</translation>
        </message>
        <message>
            <source>The search has a mistake</source>
            <translation>Die Suche hat einen Fehler</translation>
        </message>
        <message>
            <source>Nothing found for “{query}”</source>
            <translation>Nichts gefunden für „{query}“</translation>
        </message>
        <message>
            <source>Try fewer or more general words. Photos that are not described yet are found by tag:, folder:, file: and date:.</source>
            <translation>Versuchen Sie es mit weniger oder allgemeineren Wörtern. Fotos ohne Beschreibung werden mit tag:, folder:, file: und date: gefunden.</translation>
        </message>
        <message>
            <source>Search for “{query}”</source>
            <translation>Nach „{query}“ suchen</translation>
        </message>
        <message>
            <source>They appear here as they are found.</source>
            <translation>Sie erscheinen hier, sobald sie gefunden sind.</translation>
        </message>
        <message>
            <source>Looking for photos…</source>
            <translation>Fotos werden gesucht …</translation>
        </message>
        <message>
            <source>Welcome to Albumen</source>
            <translation>Willkommen bei Albumen</translation>
        </message>
        <message>
            <source>Add a folder of photos, or drop one here. Albumen describes each photo in words, so that you find it by what it shows. Your files stay where they are and are never changed.</source>
            <translation>Fügen Sie einen Ordner mit Fotos hinzu oder ziehen Sie ihn hierher. Albumen beschreibt jedes Foto in Worten, damit Sie es an dem finden, was es zeigt. Ihre Dateien bleiben, wo sie sind, und werden nie verändert.</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>Ordner hinzufügen …</translation>
        </message>
        <message>
            <source>Give photos a heart, and they are here.</source>
            <translation>Geben Sie Fotos ein Herz, dann sind sie hier.</translation>
        </message>
        <message>
            <source>Nothing was added in the last two weeks.</source>
            <translation>In den letzten zwei Wochen kam nichts hinzu.</translation>
        </message>
        <message>
            <source>Every photo has a caption.</source>
            <translation>Jedes Foto hat eine Beschreibung.</translation>
        </message>
        <message>
            <source>Drag photos onto the album, or use their context menu.</source>
            <translation>Ziehen Sie Fotos auf das Album oder nehmen Sie deren Kontextmenü.</translation>
        </message>
        <message>
            <source>Press T on a photo to give it a tag.</source>
            <translation>Mit T bekommt ein Foto ein Schlagwort.</translation>
        </message>
        <message>
            <source>There are no photos in this folder.</source>
            <translation>In diesem Ordner sind keine Fotos.</translation>
        </message>
        <message>
            <source>There are no photos in the folders of this library yet.</source>
            <translation>In den Ordnern dieser Sammlung sind noch keine Fotos.</translation>
        </message>
        <message>
            <source>No photos here</source>
            <translation>Hier sind keine Fotos</translation>
        </message>
    </context>
    <context>
        <name>CaptionEdit</name>
        <message>
            <source>Caption</source>
            <translation>Beschreibung</translation>
        </message>
    </context>
    <context>
        <name>CaptionLine</name>
        <message>
            <source>Point at a word to see where the model looked.</source>
            <translation>Zeigen Sie auf ein Wort, um zu sehen, wohin das Modell geschaut hat.</translation>
        </message>
    </context>
    <context>
        <name>CaptionSection</name>
        <message>
            <source>Other captions</source>
            <translation>Andere Beschreibungen</translation>
        </message>
        <message>
            <source>Edit the caption (E)</source>
            <translation>Beschreibung ändern (E)</translation>
        </message>
        <message>
            <source>Describe again</source>
            <translation>Neu beschreiben</translation>
        </message>
        <message>
            <source>Not right: hide it and ask for another (X)</source>
            <translation>Stimmt nicht: ausblenden und eine andere erbitten (X)</translation>
        </message>
        <message>
            <source>Remove my caption</source>
            <translation>Meine Beschreibung entfernen</translation>
        </message>
        <message>
            <source>This photo has no caption</source>
            <translation>Dieses Foto hat keine Beschreibung</translation>
        </message>
        <message>
            <source>No caption</source>
            <translation>Keine Beschreibung</translation>
        </message>
        <message>
            <source>Not captioned yet</source>
            <translation>Noch nicht beschrieben</translation>
        </message>
        <message>
            <source>Caption</source>
            <translation>Beschreibung</translation>
        </message>
        <message>
            <source>Your caption</source>
            <translation>Ihre Beschreibung</translation>
        </message>
        <message>
            <source>Caption from the file</source>
            <translation>Beschreibung aus der Datei</translation>
        </message>
        <message>
            <source>Described by the model</source>
            <translation>Vom Modell beschrieben</translation>
        </message>
        <message>
            <source>A guess, {percent}% sure</source>
            <translation>Vermutung, zu {percent} % sicher</translation>
        </message>
        <message>
            <source>A guess, {percent}% sure, shown only here</source>
            <translation>Vermutung, zu {percent} % sicher, nur hier gezeigt</translation>
        </message>
        <message>
            <source>Described by the model, {percent}% sure</source>
            <translation>Vom Modell, zu {percent} % sicher</translation>
        </message>
        <message>
            <source>Model: {name}</source>
            <translation>Modell: {name}</translation>
        </message>
        <message>
            <source>Point at a word to see where the model looked.</source>
            <translation>Zeigen Sie auf ein Wort, um zu sehen, wohin das Modell sah.</translation>
        </message>
        <message>
            <source>Use this caption: {text}</source>
            <translation>Diese Beschreibung nehmen: {text}</translation>
        </message>
    </context>
    <context>
        <name>CaptionWriting</name>
        <message numerus="yes">
            <source>%n caption(s) changed.</source>
            <translation>
                <numerusform>%n Beschreibung geändert.</numerusform>
                <numerusform>%n Beschreibungen geändert.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CellPainter</name>
        <message>
            <source>perhaps: {caption}</source>
            <translation>vielleicht: {caption}</translation>
        </message>
    </context>
    <context>
        <name>ChipBar</name>
        <message>
            <source>Filters</source>
            <translation>Filter</translation>
        </message>
        <message>
            <source>+ Filter</source>
            <translation>+ Filter</translation>
        </message>
        <message>
            <source>Clear all</source>
            <translation>Alle entfernen</translation>
        </message>
    </context>
    <context>
        <name>Collections</name>
        <message>
            <source>New album</source>
            <translation>Neues Album</translation>
        </message>
        <message>
            <source>New album “{name}”</source>
            <translation>Neues Album „{name}“</translation>
        </message>
        <message>
            <source>Save search</source>
            <translation>Suche merken</translation>
        </message>
        <message>
            <source>Save search “{name}”</source>
            <translation>Suche „{name}“ merken</translation>
        </message>
        <message>
            <source>Add to al&amp;bum</source>
            <translation>Zum Al&amp;bum hinzufügen</translation>
        </message>
        <message>
            <source>New album…</source>
            <translation>Neues Album …</translation>
        </message>
        <message>
            <source>Remove from library…</source>
            <translation>Aus der Sammlung entfernen …</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>Ordner hinzufügen …</translation>
        </message>
        <message>
            <source>Delete album “{name}”</source>
            <translation>Album „{name}“ löschen</translation>
        </message>
        <message>
            <source>Delete tag “{name}”</source>
            <translation>Schlagwort „{name}“ löschen</translation>
        </message>
        <message>
            <source>Delete search “{name}”</source>
            <translation>Suche „{name}“ löschen</translation>
        </message>
        <message>
            <source>Rename “{name}”</source>
            <translation>„{name}“ umbenennen</translation>
        </message>
        <message>
            <source>Merge tag “{name}” into “{into}”</source>
            <translation>Schlagwort „{name}“ in „{into}“ aufgehen lassen</translation>
        </message>
        <message>
            <source>Done: {step}.</source>
            <translation>Erledigt: {step}.</translation>
        </message>
        <message>
            <source>Rename…</source>
            <translation>Umbenennen …</translation>
        </message>
        <message>
            <source>Delete album</source>
            <translation>Album löschen</translation>
        </message>
        <message>
            <source>Delete saved search</source>
            <translation>Gemerkte Suche löschen</translation>
        </message>
        <message>
            <source>Other names…</source>
            <translation>Andere Namen …</translation>
        </message>
        <message>
            <source>Colour tag “{name}”</source>
            <translation>Schlagwort „{name}“ färben</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>Farbe</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Keine</translation>
        </message>
        <message>
            <source>Other…</source>
            <translation>Andere …</translation>
        </message>
        <message>
            <source>Move tag “{name}”</source>
            <translation>Schlagwort „{name}“ verschieben</translation>
        </message>
        <message>
            <source>Put below</source>
            <translation>Unterordnen unter</translation>
        </message>
        <message>
            <source>No other tag</source>
            <translation>Kein anderes Schlagwort</translation>
        </message>
        <message>
            <source>Merge into</source>
            <translation>Vereinen mit</translation>
        </message>
        <message>
            <source>Delete tag</source>
            <translation>Schlagwort löschen</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Umbenennen</translation>
        </message>
        <message>
            <source>Other names of “{name}”</source>
            <translation>Andere Namen von „{name}“</translation>
        </message>
        <message>
            <source>One in a line. The tag is found by each of them, and can be typed so.</source>
            <translation>Einer je Zeile. Unter jedem wird das Schlagwort gefunden und kann so eingegeben werden.</translation>
        </message>
        <message>
            <source>Other names of tag “{name}”</source>
            <translation>Andere Namen des Schlagworts „{name}“</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
    </context>
    <context>
        <name>CompareDialog</name>
        <message>
            <source>Compare</source>
            <translation>Vergleichen</translation>
        </message>
        <message>
            <source>Left and right mark a photo; 0 to 5 and F rate it; wheel, + and - zoom; Z fits; Esc closes.</source>
            <translation>Links und rechts markieren ein Foto; 0 bis 5 und F bewerten es; Rad, + und - vergrößern; Z passt ein; Esc schließt.</translation>
        </message>
    </context>
    <context>
        <name>CompletionList</name>
        <message>
            <source>Ways to go on</source>
            <translation>Mögliche Fortsetzungen</translation>
        </message>
        <message>
            <source>search in</source>
            <translation>suchen in</translation>
        </message>
        <message>
            <source>tag</source>
            <translation>Schlagwort</translation>
        </message>
        <message>
            <source>folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>album</source>
            <translation>Album</translation>
        </message>
        <message>
            <source>camera</source>
            <translation>Kamera</translation>
        </message>
        <message>
            <source>lens</source>
            <translation>Objektiv</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n Foto</numerusform>
                <numerusform>%n Fotos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ContactSheet</name>
        <message>
            <source>The contact sheet cannot be saved as {path} ({reason}).</source>
            <translation>Der Kontaktabzug kann nicht als {path} gespeichert werden ({reason}).</translation>
        </message>
        <message>
            <source>Choose a folder that you may write to.</source>
            <translation>Wählen Sie einen Ordner, in den Sie schreiben dürfen.</translation>
        </message>
        <message>
            <source>This photo cannot be read.</source>
            <translation>Dieses Foto ist nicht lesbar.</translation>
        </message>
        <message>
            <source>Page {page} of {pages}</source>
            <translation>Seite {page} von {pages}</translation>
        </message>
    </context>
    <context>
        <name>ContactSheetDialog</name>
        <message>
            <source>Contact sheet</source>
            <translation>Kontaktabzug</translation>
        </message>
        <message numerus="yes">
            <source>Contact sheet of %n photo(s)</source>
            <translation>
                <numerusform>Kontaktabzug von %n Foto</numerusform>
                <numerusform>Kontaktabzug von %n Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>A4</source>
            <translation>A4</translation>
        </message>
        <message>
            <source>Letter</source>
            <translation>US Letter</translation>
        </message>
        <message>
            <source>Portrait</source>
            <translation>Hochformat</translation>
        </message>
        <message>
            <source>Landscape</source>
            <translation>Querformat</translation>
        </message>
        <message>
            <source>&amp;Columns</source>
            <translation>&amp;Spalten</translation>
        </message>
        <message>
            <source>&amp;Paper</source>
            <translation>&amp;Papier</translation>
        </message>
        <message>
            <source>&amp;Orientation</source>
            <translation>Aus&amp;richtung</translation>
        </message>
        <message>
            <source>Save as PDF…</source>
            <translation>Als PDF speichern …</translation>
        </message>
    </context>
    <context>
        <name>ContactSheets</name>
        <message>
            <source>Save contact sheet</source>
            <translation>Kontaktabzug speichern</translation>
        </message>
        <message>
            <source>PDF documents (*.pdf)</source>
            <translation>PDF-Dokumente (*.pdf)</translation>
        </message>
        <message>
            <source>Contact sheet</source>
            <translation>Kontaktabzug</translation>
        </message>
        <message>
            <source>Writing the contact sheet…</source>
            <translation>Der Kontaktabzug wird geschrieben …</translation>
        </message>
        <message>
            <source>No contact sheet was saved.</source>
            <translation>Es wurde kein Kontaktabzug gespeichert.</translation>
        </message>
        <message numerus="yes">
            <source>A contact sheet of %n page(s) is saved as {name}.</source>
            <translation>
                <numerusform>Ein Kontaktabzug mit %n Seite ist als {name} gespeichert.</numerusform>
                <numerusform>Ein Kontaktabzug mit %n Seiten ist als {name} gespeichert.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) could not be read.</source>
            <translation>
                <numerusform>%n Foto war nicht lesbar.</numerusform>
                <numerusform>%n Fotos waren nicht lesbar.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Copying</name>
        <message>
            <source>The picture {name} is copied.</source>
            <translation>Das Bild {name} ist kopiert.</translation>
        </message>
    </context>
    <context>
        <name>CrashDialog</name>
        <message>
            <source>Something went wrong</source>
            <translation>Etwas ist schiefgegangen</translation>
        </message>
        <message>
            <source>This is a bug in Albumen, not your mistake. Your photos and what you entered are safe. A report helps to mend it; it stays on this computer unless you send it.</source>
            <translation>Das ist ein Fehler in Albumen, nicht Ihrer. Ihre Fotos und Eingaben sind sicher. Ein Bericht hilft, ihn zu beheben; er bleibt auf diesem Rechner, solange Sie ihn nicht verschicken.</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Bericht</translation>
        </message>
        <message>
            <source>Save report…</source>
            <translation>Bericht speichern …</translation>
        </message>
        <message>
            <source>Save report</source>
            <translation>Bericht speichern</translation>
        </message>
        <message>
            <source>Text (*.txt)</source>
            <translation>Text (*.txt)</translation>
        </message>
        <message>
            <source>The report could not be saved: {reason}</source>
            <translation>Der Bericht konnte nicht gespeichert werden: {reason}</translation>
        </message>
    </context>
    <context>
        <name>DescribingDialog</name>
        <message>
            <source>Describe photos</source>
            <translation>Fotos beschreiben</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>Wird gezählt …</translation>
        </message>
        <message>
            <source>Photos of all &amp;folders</source>
            <translation>Fotos &amp;aller Ordner</translation>
        </message>
        <message>
            <source>&amp;Only of these folders:</source>
            <translation>Nur dieser &amp;Ordner:</translation>
        </message>
        <message>
            <source>&amp;Now</source>
            <translation>&amp;Jetzt</translation>
        </message>
        <message>
            <source>When nobody &amp;uses Albumen and the computer is idle</source>
            <translation>Wenn &amp;niemand Albumen benutzt und der Computer nichts zu tun hat</translation>
        </message>
        <message>
            <source>Not now: only &amp;photos that I ask for</source>
            <translation>Jetzt nicht: nur &amp;Fotos, um die ich bitte</translation>
        </message>
        <message>
            <source>Also on &amp;battery power</source>
            <translation>Auch im A&amp;kkubetrieb</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) to be described</source>
            <translation>
                <numerusform>%n Foto zu beschreiben</numerusform>
                <numerusform>%n Fotos zu beschreiben</numerusform>
            </translation>
        </message>
        <message>
            <source>New photos are described as you choose here.</source>
            <translation>Neue Fotos werden so beschrieben, wie Sie es hier wählen.</translation>
        </message>
        <message>
            <source>About {time} on this computer, at {rate} a second as last measured.</source>
            <translation>Etwa {time} auf diesem Rechner, bei {rate} je Sekunde wie zuletzt gemessen.</translation>
        </message>
        <message>
            <source>How long that takes on this computer is not known yet; the list of background work says it after the first photos.</source>
            <translation>Wie lange das auf diesem Rechner dauert, ist noch nicht bekannt; die Liste der Hintergrundarbeit sagt es nach den ersten Fotos.</translation>
        </message>
    </context>
    <context>
        <name>Details</name>
        <message>
            <source>Title</source>
            <translation>Titel</translation>
        </message>
        <message>
            <source>Taken</source>
            <translation>Aufgenommen</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>Kamera</translation>
        </message>
        <message>
            <source>Lens</source>
            <translation>Objektiv</translation>
        </message>
        <message>
            <source>Exposure</source>
            <translation>Belichtung</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>Ort</translation>
        </message>
        <message>
            <source>Albums</source>
            <translation>Alben</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Added</source>
            <translation>Hinzugefügt</translation>
        </message>
    </context>
    <context>
        <name>DuplicatesDialog</name>
        <message>
            <source>Duplicates</source>
            <translation>Doppelte Fotos</translation>
        </message>
        <message>
            <source>Looking for duplicates…</source>
            <translation>Doppelte werden gesucht…</translation>
        </message>
        <message>
            <source>Groups of duplicates</source>
            <translation>Gruppen doppelter Fotos</translation>
        </message>
        <message>
            <source>Photos of the group</source>
            <translation>Fotos der Gruppe</translation>
        </message>
        <message>
            <source>Choose all but the best</source>
            <translation>Alle außer dem besten wählen</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergleichen</translation>
        </message>
        <message>
            <source>Put two to four photos side by side</source>
            <translation>Zwei bis vier Fotos nebeneinanderstellen</translation>
        </message>
        <message>
            <source>Show in the grid</source>
            <translation>In der Übersicht zeigen</translation>
        </message>
        <message>
            <source>Move to trash…</source>
            <translation>In den Papierkorb…</translation>
        </message>
        <message>
            <source>Groups</source>
            <translation>Gruppen</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n Foto</numerusform>
                <numerusform>%n Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>same file</source>
            <translation>gleiche Datei</translation>
        </message>
        <message>
            <source>look alike</source>
            <translation>ähnlich</translation>
        </message>
        <message numerus="yes">
            <source>%n group(s) of duplicates</source>
            <translation>
                <numerusform>%n Gruppe doppelter Fotos</numerusform>
                <numerusform>%n Gruppen doppelter Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>Every photo is there only once</source>
            <translation>Jedes Foto ist nur einmal da</translation>
        </message>
        <message>
            <source>Copies of one and the same file</source>
            <translation>Kopien ein und derselben Datei</translation>
        </message>
        <message>
            <source>They look alike, and some are the same file</source>
            <translation>Sie sehen gleich aus, und einige sind dieselbe Datei</translation>
        </message>
        <message>
            <source>Different files that look alike</source>
            <translation>Verschiedene Dateien, die gleich aussehen</translation>
        </message>
    </context>
    <context>
        <name>FailureList</name>
        <message>
            <source>Try &amp;again</source>
            <translation>&amp;Erneut versuchen</translation>
        </message>
        <message>
            <source>Try again what is chosen in the list</source>
            <translation>Versucht erneut, was in der Liste gewählt ist</translation>
        </message>
        <message>
            <source>Try a&amp;ll again</source>
            <translation>&amp;Alle erneut versuchen</translation>
        </message>
        <message numerus="yes">
            <source>%n problem(s)</source>
            <translation>
                <numerusform>%n Problem</numerusform>
                <numerusform>%n Probleme</numerusform>
            </translation>
        </message>
        <message>
            <source>&amp;Show photo</source>
            <translation>Foto &amp;zeigen</translation>
        </message>
        <message>
            <source>&amp;Copy path and reason</source>
            <translation>Pfad und Grund &amp;kopieren</translation>
        </message>
    </context>
    <context>
        <name>FileReasons</name>
        <message>
            <source>The photo is cut off: its file ends before the picture does.</source>
            <translation>Das Foto ist abgeschnitten: Die Datei endet vor dem Bild.</translation>
        </message>
        <message>
            <source>The photo is damaged and cannot be decoded.</source>
            <translation>Das Foto ist beschädigt und nicht lesbar.</translation>
        </message>
        <message>
            <source>The photo is damaged and cannot be decoded ({said}).</source>
            <translation>Das Foto ist beschädigt und nicht lesbar ({said}).</translation>
        </message>
        <message>
            <source>The photo is damaged: it has no pixels.</source>
            <translation>Das Foto ist beschädigt: Es hat keine Bildpunkte.</translation>
        </message>
        <message>
            <source>The photo keeps its pixels in a way that cannot be read.</source>
            <translation>Das Foto speichert seine Bildpunkte auf eine Weise, die nicht gelesen werden kann.</translation>
        </message>
        <message>
            <source>The photo is damaged: the end of its file holds only zeros.</source>
            <translation>Das Foto ist beschädigt: Am Ende der Datei stehen nur Nullen.</translation>
        </message>
        <message>
            <source>The photo is too large: {width} x {height} pixels; at most 1 gigapixel is read.</source>
            <translation>Das Foto ist zu groß: {width} × {height} Bildpunkte; gelesen wird höchstens 1 Gigapixel.</translation>
        </message>
        <message>
            <source>The photo is too large: {width} x {height} pixels; progressive JPEG files are read up to {most} megapixels.</source>
            <translation>Das Foto ist zu groß: {width} × {height} Bildpunkte; progressives JPEG wird bis {most} Megapixel gelesen.</translation>
        </message>
        <message>
            <source>The photo is too large: {width} x {height} pixels; {format} files are read up to {most} megapixels.</source>
            <translation>Das Foto ist zu groß: {width} × {height} Bildpunkte; {format} wird bis {most} Megapixel gelesen.</translation>
        </message>
        <message>
            <source>There is not enough memory to decode the photo.</source>
            <translation>Der Speicher reicht nicht, um das Foto zu lesen.</translation>
        </message>
        <message>
            <source>The file is empty.</source>
            <translation>Die Datei ist leer.</translation>
        </message>
        <message>
            <source>The file holds only zeros: its content was lost.</source>
            <translation>Die Datei enthält nur Nullen: Ihr Inhalt ist verloren.</translation>
        </message>
        <message>
            <source>The file holds text, not a photo.</source>
            <translation>Die Datei enthält Text, kein Foto.</translation>
        </message>
        <message>
            <source>The file holds XML or SVG, not a photo.</source>
            <translation>Die Datei enthält XML oder SVG, kein Foto.</translation>
        </message>
        <message>
            <source>The file holds a video, not a photo.</source>
            <translation>Die Datei enthält ein Video, kein Foto.</translation>
        </message>
        <message>
            <source>The file holds a video.</source>
            <translation>Die Datei enthält ein Video.</translation>
        </message>
        <message>
            <source>The file holds a PDF document.</source>
            <translation>Die Datei enthält ein PDF-Dokument.</translation>
        </message>
        <message>
            <source>The file holds a Photoshop document.</source>
            <translation>Die Datei enthält ein Photoshop-Dokument.</translation>
        </message>
        <message>
            <source>The file holds a JPEG XL picture, which is not supported.</source>
            <translation>Die Datei enthält ein Bild in JPEG XL, das nicht gelesen wird.</translation>
        </message>
        <message>
            <source>The file holds a JPEG 2000 picture, which is not supported.</source>
            <translation>Die Datei enthält ein Bild in JPEG 2000, das nicht gelesen wird.</translation>
        </message>
        <message>
            <source>The file holds a ZIP archive.</source>
            <translation>Die Datei enthält ein ZIP-Archiv.</translation>
        </message>
        <message>
            <source>The file holds a compressed archive.</source>
            <translation>Die Datei enthält ein gepacktes Archiv.</translation>
        </message>
        <message>
            <source>The file holds an archive.</source>
            <translation>Die Datei enthält ein Archiv.</translation>
        </message>
        <message>
            <source>The file holds a database.</source>
            <translation>Die Datei enthält eine Datenbank.</translation>
        </message>
        <message>
            <source>The file holds a web page, not a photo: it was probably a failed download.</source>
            <translation>Die Datei enthält eine Webseite, kein Foto: wohl ein gescheiterter Download.</translation>
        </message>
        <message>
            <source>The file is not in a photo format that can be read.</source>
            <translation>Die Datei hat kein Fotoformat, das gelesen werden kann.</translation>
        </message>
        <message>
            <source>The file is no longer there.</source>
            <translation>Die Datei ist nicht mehr da.</translation>
        </message>
        <message>
            <source>The file may not be read: permission is denied. Allow your user to read it and try again.</source>
            <translation>Die Datei darf nicht gelesen werden. Erlauben Sie es Ihrem Benutzer und versuchen Sie es erneut.</translation>
        </message>
        <message>
            <source>The file may not be read: permission is denied.</source>
            <translation>Die Datei darf nicht gelesen werden.</translation>
        </message>
        <message>
            <source>The file has a name that this system cannot open.</source>
            <translation>Die Datei hat einen Namen, den dieses System nicht öffnen kann.</translation>
        </message>
        <message>
            <source>The file is a link that leads to itself.</source>
            <translation>Die Datei ist eine Verknüpfung, die auf sich selbst führt.</translation>
        </message>
        <message>
            <source>The file could not be read from its disk: {reason}. Check the disk or the connection to it and try again.</source>
            <translation>Die Datei ließ sich nicht vom Datenträger lesen: {reason}. Prüfen Sie ihn oder die Verbindung und versuchen Sie es erneut.</translation>
        </message>
        <message>
            <source>This is a folder that is named like a photo.</source>
            <translation>Das ist ein Ordner, der wie ein Foto heißt.</translation>
        </message>
        <message>
            <source>This is a pipe or a device, not a file.</source>
            <translation>Das ist eine Pipe oder ein Gerät, keine Datei.</translation>
        </message>
        <message>
            <source>Camera originals (RAW) need the extra “raw” to be installed.</source>
            <translation>Kameraoriginale (RAW) brauchen das Zusatzpaket „raw“.</translation>
        </message>
        <message>
            <source>Videos are not supported.</source>
            <translation>Videos werden nicht gelesen.</translation>
        </message>
        <message>
            <source>{format} files are not supported.</source>
            <translation>Dateien des Formats {format} werden nicht gelesen.</translation>
        </message>
        <message>
            <source>Not a photo.</source>
            <translation>Kein Foto.</translation>
        </message>
        <message>
            <source>A link to a folder is not followed; add that folder itself.</source>
            <translation>Verknüpfungen mit Ordnern wird nicht gefolgt; fügen Sie den Ordner selbst hinzu.</translation>
        </message>
        <message>
            <source>A link to a file that is not there.</source>
            <translation>Eine Verknüpfung mit einer Datei, die nicht da ist.</translation>
        </message>
        <message>
            <source>This photo crashed the captioner.</source>
            <translation>An diesem Foto ist der Beschreiber abgestürzt.</translation>
        </message>
        <message>
            <source>The photo could not be decoded because of an internal error; see the log.</source>
            <translation>Das Foto war wegen eines internen Fehlers nicht lesbar; siehe Protokoll.</translation>
        </message>
    </context>
    <context>
        <name>FilterChip</name>
        <message>
            <source>Remove the filter “{filter}”</source>
            <translation>Filter „{filter}“ entfernen</translation>
        </message>
        <message>
            <source>Filter “{filter}”. Delete removes it.</source>
            <translation>Filter „{filter}“. Entf entfernt ihn.</translation>
        </message>
    </context>
    <context>
        <name>FilterMenu</name>
        <message>
            <source>Favourites</source>
            <translation>Favoriten</translation>
        </message>
        <message>
            <source>All of it</source>
            <translation>Alles darin</translation>
        </message>
    </context>
    <context>
        <name>FilterTitles</name>
        <message>
            <source>any</source>
            <translation>vorhanden</translation>
        </message>
        <message>
            <source>Not: {filter}</source>
            <translation>Nicht: {filter}</translation>
        </message>
        <message>
            <source> or </source>
            <translation> oder </translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>Within {distance} km of {place}</source>
            <translation>Bis {distance} km um {place}</translation>
        </message>
        <message>
            <source>Caption</source>
            <translation>Beschreibung</translation>
        </message>
        <message>
            <source>Tag</source>
            <translation>Schlagwort</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>Titel</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Datei</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Album</source>
            <translation>Album</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>Kamera</translation>
        </message>
        <message>
            <source>Lens</source>
            <translation>Objektiv</translation>
        </message>
        <message>
            <source>Colour label</source>
            <translation>Farbmarke</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Dateityp</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>Datum</translation>
        </message>
        <message>
            <source>Rating</source>
            <translation>Bewertung</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>Breite</translation>
        </message>
        <message>
            <source>Height</source>
            <translation>Höhe</translation>
        </message>
        <message>
            <source>Megapixels</source>
            <translation>Megapixel</translation>
        </message>
        <message>
            <source>Aperture</source>
            <translation>Blende</translation>
        </message>
        <message>
            <source>Focal length</source>
            <translation>Brennweite</translation>
        </message>
        <message>
            <source>Exposure</source>
            <translation>Belichtung</translation>
        </message>
        <message>
            <source>yours</source>
            <translation>von Ihnen</translation>
        </message>
        <message>
            <source>from the file</source>
            <translation>aus der Datei</translation>
        </message>
        <message>
            <source>by the model</source>
            <translation>vom Modell</translation>
        </message>
        <message>
            <source>red</source>
            <translation>rot</translation>
        </message>
        <message>
            <source>yellow</source>
            <translation>gelb</translation>
        </message>
        <message>
            <source>green</source>
            <translation>grün</translation>
        </message>
        <message>
            <source>blue</source>
            <translation>blau</translation>
        </message>
        <message>
            <source>purple</source>
            <translation>violett</translation>
        </message>
        <message>
            <source>today</source>
            <translation>heute</translation>
        </message>
        <message>
            <source>yesterday</source>
            <translation>gestern</translation>
        </message>
        <message>
            <source>this week</source>
            <translation>diese Woche</translation>
        </message>
        <message>
            <source>last week</source>
            <translation>letzte Woche</translation>
        </message>
        <message>
            <source>this month</source>
            <translation>dieser Monat</translation>
        </message>
        <message>
            <source>last month</source>
            <translation>letzter Monat</translation>
        </message>
        <message>
            <source>this year</source>
            <translation>dieses Jahr</translation>
        </message>
        <message>
            <source>last year</source>
            <translation>letztes Jahr</translation>
        </message>
        <message>
            <source>no stars</source>
            <translation>keine Sterne</translation>
        </message>
        <message>
            <source>{stars} or more</source>
            <translation>{stars} oder mehr</translation>
        </message>
        <message>
            <source>Favourites</source>
            <translation>Favoriten</translation>
        </message>
        <message>
            <source>With a caption</source>
            <translation>Mit Beschreibung</translation>
        </message>
        <message>
            <source>File missing</source>
            <translation>Datei vermisst</translation>
        </message>
        <message>
            <source>Offline</source>
            <translation>Nicht erreichbar</translation>
        </message>
        <message>
            <source>Landscape format</source>
            <translation>Querformat</translation>
        </message>
        <message>
            <source>Portrait format</source>
            <translation>Hochformat</translation>
        </message>
        <message>
            <source>Square</source>
            <translation>Quadratisch</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>Gescheitert</translation>
        </message>
        <message>
            <source>With tags</source>
            <translation>Mit Schlagwörtern</translation>
        </message>
        <message>
            <source>With stars</source>
            <translation>Mit Sternen</translation>
        </message>
        <message>
            <source>With a place</source>
            <translation>Mit Ort</translation>
        </message>
        <message>
            <source>With a title</source>
            <translation>Mit Titel</translation>
        </message>
        <message>
            <source>With a camera</source>
            <translation>Mit Kamera</translation>
        </message>
        <message>
            <source>With a lens</source>
            <translation>Mit Objektiv</translation>
        </message>
        <message>
            <source>With an exposure</source>
            <translation>Mit Belichtungszeit</translation>
        </message>
        <message>
            <source>With a date</source>
            <translation>Mit Datum</translation>
        </message>
        <message>
            <source>In an album</source>
            <translation>In einem Album</translation>
        </message>
        <message>
            <source>{field}: {value}</source>
            <translation>{field}: {value}</translation>
        </message>
    </context>
    <context>
        <name>FolderChoice</name>
        <message>
            <source>Folders</source>
            <translation>Ordner</translation>
        </message>
    </context>
    <context>
        <name>FolderCommands</name>
        <message>
            <source>Add a folder of photos</source>
            <translation>Ordner mit Fotos hinzufügen</translation>
        </message>
        <message>
            <source>Remove “{name}” from the library?</source>
            <translation>„{name}“ aus der Sammlung entfernen?</translation>
        </message>
        <message>
            <source>The photos stay on the disk. Captions, tags and ratings are kept for the day the folder is added again.</source>
            <translation>Die Fotos bleiben auf der Platte. Beschreibungen, Schlagwörter und Sterne werden aufgehoben, bis der Ordner wieder hinzugefügt wird.</translation>
        </message>
        <message>
            <source>Also forget what I entered for its photos</source>
            <translation>Auch vergessen, was ich zu den Fotos eingegeben habe</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <source>Looking for changes…</source>
            <translation>Es wird nach Änderungen gesehen …</translation>
        </message>
    </context>
    <context>
        <name>GridHeader</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n Foto</numerusform>
                <numerusform>%n Fotos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>GridView</name>
        <message>
            <source>Photos</source>
            <translation>Fotos</translation>
        </message>
    </context>
    <context>
        <name>GroupingMenu</name>
        <message>
            <source>What is listed by best match is not cut into groups</source>
            <translation>Was nach bester Übereinstimmung sortiert ist, wird nicht gruppiert</translation>
        </message>
        <message>
            <source>Group by</source>
            <translation>Gruppieren nach</translation>
        </message>
    </context>
    <context>
        <name>InspectorPanel</name>
        <message>
            <source>Try again</source>
            <translation>Noch einmal versuchen</translation>
        </message>
        <message>
            <source>Choose a photo to see its caption, tags and details.</source>
            <translation>Wählen Sie ein Foto, um Beschreibung, Schlagwörter und Angaben zu sehen.</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>Schlagwörter</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>Angaben</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) chosen</source>
            <translation>
                <numerusform>%n Foto ausgewählt</numerusform>
                <numerusform>%n Fotos ausgewählt</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>JobRow</name>
        <message>
            <source>Drop what has not begun</source>
            <translation>Fallen lassen, was noch nicht begonnen hat</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Fortfahren</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Anhalten</translation>
        </message>
    </context>
    <context>
        <name>Jobs</name>
        <message>
            <source>Looking for photos</source>
            <translation>Fotos werden gesucht</translation>
        </message>
        <message>
            <source>Reading details</source>
            <translation>Angaben werden gelesen</translation>
        </message>
        <message>
            <source>Making thumbnails</source>
            <translation>Vorschaubilder entstehen</translation>
        </message>
        <message>
            <source>Describing photos</source>
            <translation>Fotos werden beschrieben</translation>
        </message>
        <message>
            <source>Updating the search</source>
            <translation>Die Suche wird aufgefrischt</translation>
        </message>
        <message>
            <source>Writing sidecars</source>
            <translation>Begleitdateien schreiben</translation>
        </message>
        <message>
            <source>less than a minute</source>
            <translation>unter einer Minute</translation>
        </message>
        <message numerus="yes">
            <source>%n minute(s)</source>
            <translation>
                <numerusform>%n Minute</numerusform>
                <numerusform>%n Minuten</numerusform>
            </translation>
        </message>
        <message>
            <source>{hours} h {minutes} min</source>
            <translation>{hours} h {minutes} min</translation>
        </message>
        <message numerus="yes">
            <source>%n hour(s)</source>
            <translation>
                <numerusform>%n Stunde</numerusform>
                <numerusform>%n Stunden</numerusform>
            </translation>
        </message>
        <message>
            <source>{done} of {total}</source>
            <translation>{done} von {total}</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>angehalten</translation>
        </message>
        <message>
            <source>waiting until all photos are found</source>
            <translation>wartet, bis alle Fotos gefunden sind</translation>
        </message>
        <message>
            <source>waiting for your answer</source>
            <translation>wartet auf Ihre Antwort</translation>
        </message>
        <message>
            <source>waiting until the computer is idle</source>
            <translation>wartet, bis der Rechner ruht</translation>
        </message>
        <message>
            <source>waiting for mains power</source>
            <translation>wartet auf Netzstrom</translation>
        </message>
        <message>
            <source>only what you ask for</source>
            <translation>nur, worum Sie bitten</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>wartet</translation>
        </message>
        <message>
            <source>{rate} a second</source>
            <translation>{rate} je Sekunde</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>noch {time}</translation>
        </message>
        <message>
            <source>Model {name} on {device}</source>
            <translation>Modell {name} auf {device}</translation>
        </message>
        <message>
            <source>The model is not loaded; it loads when there is something to describe.</source>
            <translation>Das Modell ist nicht geladen; es lädt, wenn es etwas zu beschreiben gibt.</translation>
        </message>
        <message>
            <source>The model is being loaded…</source>
            <translation>Das Modell wird geladen …</translation>
        </message>
        <message>
            <source>The model cannot be used: {error}</source>
            <translation>Das Modell ist nicht zu gebrauchen: {error}</translation>
        </message>
    </context>
    <context>
        <name>JobsPanel</name>
        <message>
            <source>Nothing to do: everything is up to date.</source>
            <translation>Nichts zu tun: Alles ist auf dem neuesten Stand.</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Background work</source>
            <translation>Hintergrundarbeit</translation>
        </message>
    </context>
    <context>
        <name>Listing</name>
        <message numerus="yes">
            <source>%n photo(s) of the map</source>
            <translation>
                <numerusform>%n Foto der Karte</numerusform>
                <numerusform>%n Fotos der Karte</numerusform>
            </translation>
        </message>
        <message>
            <source>Photos like {name}</source>
            <translation>Fotos wie {name}</translation>
        </message>
    </context>
    <context>
        <name>LoginStart</name>
        <message>
            <source>{path} cannot be written.</source>
            <translation>{path} kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>Check that you may write there.</source>
            <translation>Prüfen Sie, ob Sie dort schreiben dürfen.</translation>
        </message>
        <message>
            <source>{path} cannot be read ({reason}).</source>
            <translation>{path} kann nicht gelesen werden ({reason}).</translation>
        </message>
        <message>
            <source>Check who may read it.</source>
            <translation>Prüfen Sie, wer sie lesen darf.</translation>
        </message>
        <message>
            <source>{path} cannot be changed ({reason}).</source>
            <translation>{path} kann nicht geändert werden ({reason}).</translation>
        </message>
        <message>
            <source>{path} is damaged.</source>
            <translation>{path} ist beschädigt.</translation>
        </message>
        <message>
            <source>Delete it and try again.</source>
            <translation>Löschen Sie die Datei und versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <source>{path} was not written by Albumen and is left alone.</source>
            <translation>{path} stammt nicht von Albumen und bleibt unberührt.</translation>
        </message>
        <message>
            <source>Delete it yourself if you do not need it.</source>
            <translation>Löschen Sie den Eintrag selbst, wenn Sie ihn nicht brauchen.</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>The engine of this library has stopped: {reason}</source>
            <translation>Der Dienst dieser Sammlung ist beendet: {reason}</translation>
        </message>
        <message>
            <source>Reconnect</source>
            <translation>Neu verbinden</translation>
        </message>
    </context>
    <context>
        <name>ManyCaptions</name>
        <message>
            <source>Captions</source>
            <translation>Beschreibungen</translation>
        </message>
    </context>
    <context>
        <name>MapDialog</name>
        <message>
            <source>Map</source>
            <translation>Karte</translation>
        </message>
        <message>
            <source>Looking for places…</source>
            <translation>Orte werden gesucht …</translation>
        </message>
        <message>
            <source>No photo tells where it was taken</source>
            <translation>Kein Foto sagt, wo es aufgenommen wurde</translation>
        </message>
        <message>
            <source>Phones, and cameras with GPS, write the place into their photos. Albumen reads it there and shows such photos here.</source>
            <translation>Telefone und Kameras mit GPS schreiben den Ort in ihre Fotos. Albumen liest ihn dort und zeigt solche Fotos hier.</translation>
        </message>
        <message>
            <source>List the photos in view</source>
            <translation>Sichtbare Fotos auflisten</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>Verkleinern</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>Alle zeigen</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) with a place</source>
            <translation>
                <numerusform>%n Foto mit Ort</numerusform>
                <numerusform>%n Fotos mit Ort</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MapView</name>
        <message>
            <source>Map of the photos</source>
            <translation>Karte der Fotos</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) here</source>
            <translation>
                <numerusform>%n Foto hier</numerusform>
                <numerusform>%n Fotos hier</numerusform>
            </translation>
        </message>
        <message>
            <source>Click to come nearer, Ctrl + click to list them.</source>
            <translation>Klicken, um näher heranzugehen; Strg + Klick listet sie auf.</translation>
        </message>
    </context>
    <context>
        <name>NoteLine</name>
        <message>
            <source>Save search…</source>
            <translation>Suche merken …</translation>
        </message>
        <message>
            <source>Search all photos</source>
            <translation>In allen Fotos suchen</translation>
        </message>
        <message>
            <source>Did you mean {query}?</source>
            <translation>Meinten Sie {query}?</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n Foto</numerusform>
                <numerusform>%n Fotos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n similar photo(s)</source>
            <translation>
                <numerusform>%n ähnliches Foto</numerusform>
                <numerusform>%n ähnliche Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>{count} in “{scope}”</source>
            <translation>{count} in „{scope}“</translation>
        </message>
    </context>
    <context>
        <name>PaintingProgress</name>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
    </context>
    <context>
        <name>PhotoActions</name>
        <message>
            <source>Rating</source>
            <translation>Sterne</translation>
        </message>
        <message>
            <source>Colour label</source>
            <translation>Farbmarke</translation>
        </message>
        <message>
            <source>Remove from “{name}”</source>
            <translation>Aus „{name}“ entfernen</translation>
        </message>
        <message>
            <source>Only captions by the model can be called not right.</source>
            <translation>Nur Beschreibungen des Modells können als falsch bezeichnet werden.</translation>
        </message>
        <message numerus="yes">
            <source>%n caption(s) changed.</source>
            <translation>
                <numerusform>%n Beschreibung geändert.</numerusform>
                <numerusform>%n Beschreibungen geändert.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) will be tried again.</source>
            <translation>
                <numerusform>%n Aufgabe wird noch einmal versucht.</numerusform>
                <numerusform>%n Aufgaben werden noch einmal versucht.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PhotoEditing</name>
        <message numerus="yes">
            <source>Rate %n photo(s)</source>
            <translation>
                <numerusform>Sterne für %n Foto</numerusform>
                <numerusform>Sterne für %n Fotos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Make %n favourite(s)</source>
            <translation>
                <numerusform>%n Favorit</numerusform>
                <numerusform>%n Favoriten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Remove %n favourite(s)</source>
            <translation>
                <numerusform>%n Favorit weniger</numerusform>
                <numerusform>%n Favoriten weniger</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Label %n photo(s)</source>
            <translation>
                <numerusform>%n Foto markieren</numerusform>
                <numerusform>%n Fotos markieren</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Rotate %n photo(s)</source>
            <translation>
                <numerusform>%n Foto drehen</numerusform>
                <numerusform>%n Fotos drehen</numerusform>
            </translation>
        </message>
        <message>
            <source>Remove tag {names}</source>
            <translation>Schlagwort {names} entfernen</translation>
        </message>
        <message>
            <source>Remove tags {names}</source>
            <translation>Schlagwörter {names} entfernen</translation>
        </message>
        <message>
            <source>Add tag {names}</source>
            <translation>Schlagwort {names} hinzufügen</translation>
        </message>
        <message>
            <source>Add tags {names}</source>
            <translation>Schlagwörter {names} hinzufügen</translation>
        </message>
        <message>
            <source>Reject tag {names}</source>
            <translation>Schlagwort {names} ablehnen</translation>
        </message>
        <message>
            <source>Reject tags {names}</source>
            <translation>Schlagwörter {names} ablehnen</translation>
        </message>
        <message numerus="yes">
            <source>Add %n photo(s) to “{name}”</source>
            <translation>
                <numerusform>%n Foto zu „{name}“ hinzufügen</numerusform>
                <numerusform>%n Fotos zu „{name}“ hinzufügen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Remove %n photo(s) from “{name}”</source>
            <translation>
                <numerusform>%n Foto aus „{name}“ entfernen</numerusform>
                <numerusform>%n Fotos aus „{name}“ entfernen</numerusform>
            </translation>
        </message>
        <message>
            <source>Edit caption</source>
            <translation>Beschreibung ändern</translation>
        </message>
        <message>
            <source>Clear caption</source>
            <translation>Beschreibung leeren</translation>
        </message>
        <message numerus="yes">
            <source>Edit %n caption(s)</source>
            <translation>
                <numerusform>%n Beschreibung ändern</numerusform>
                <numerusform>%n Beschreibungen ändern</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Append to %n caption(s)</source>
            <translation>
                <numerusform>%n Beschreibung ergänzen</numerusform>
                <numerusform>%n Beschreibungen ergänzen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Write one caption for %n photo(s)</source>
            <translation>
                <numerusform>Eine Beschreibung für %n Foto schreiben</numerusform>
                <numerusform>Eine Beschreibung für %n Fotos schreiben</numerusform>
            </translation>
        </message>
        <message>
            <source>Remove my caption</source>
            <translation>Meine Beschreibung entfernen</translation>
        </message>
        <message numerus="yes">
            <source>Reject %n caption(s)</source>
            <translation>
                <numerusform>%n Beschreibung ablehnen</numerusform>
                <numerusform>%n Beschreibungen ablehnen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Describe %n photo(s) again</source>
            <translation>
                <numerusform>%n Foto neu beschreiben</numerusform>
                <numerusform>%n Fotos neu beschreiben</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PhotoModel</name>
        <message numerus="yes">
            <source>%n star(s)</source>
            <translation>
                <numerusform>%n Stern</numerusform>
                <numerusform>%n Sterne</numerusform>
            </translation>
        </message>
        <message>
            <source>favourite</source>
            <translation>Favorit</translation>
        </message>
    </context>
    <context>
        <name>PreferencesDialog</name>
        <message>
            <source>Preferences</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>Describe new photos by themselves</source>
            <translation>Neue Fotos von selbst beschreiben</translation>
        </message>
        <message>
            <source>As soon as they are there</source>
            <translation>Sobald sie da sind</translation>
        </message>
        <message>
            <source>When nobody uses Albumen and the computer is idle</source>
            <translation>Wenn niemand Albumen benutzt und der Rechner ruht</translation>
        </message>
        <message>
            <source>Only when I ask for it</source>
            <translation>Nur wenn ich es verlange</translation>
        </message>
        <message>
            <source> min</source>
            <translation> min</translation>
        </message>
        <message>
            <source>So long nobody has used a window of Albumen when the computer counts as idle.</source>
            <translation>So lange hat niemand ein Fenster von Albumen benutzt, wenn der Rechner als ruhend gilt.</translation>
        </message>
        <message>
            <source>Describe photos on battery power, too</source>
            <translation>Fotos auch im Akkubetrieb beschreiben</translation>
        </message>
        <message>
            <source>Whatever is fastest</source>
            <translation>Was am schnellsten ist</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>Prozessor</translation>
        </message>
        <message>
            <source>Graphics card (CUDA)</source>
            <translation>Grafikkarte (CUDA)</translation>
        </message>
        <message>
            <source>Graphics card (Apple)</source>
            <translation>Grafikkarte (Apple)</translation>
        </message>
        <message>
            <source>Do not say whether people are men or women</source>
            <translation>Nicht sagen, ob jemand Mann oder Frau ist</translation>
        </message>
        <message>
            <source>The captioner guesses that from clothes and hair. What it has said so far is worded anew as well; your own captions stay as they are.</source>
            <translation>Das Modell rät das aus Kleidung und Haar. Auch was es bisher geschrieben hat, wird umformuliert; Ihre eigenen Beschreibungen bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>How many captions are followed at once: more is slower and a little better.</source>
            <translation>Wie viele Beschreibungen zugleich verfolgt werden: Mehr ist langsamer und etwas besser.</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>Schwelle</translation>
        </message>
        <message>
            <source>Shown as a guess</source>
            <translation>Als Vermutung gezeigt</translation>
        </message>
        <message>
            <source>Hidden in grid and viewer</source>
            <translation>In Raster und Großansicht verborgen</translation>
        </message>
        <message>
            <source>Shown like the others</source>
            <translation>Wie die anderen gezeigt</translation>
        </message>
        <message>
            <source>Find photos by their look, not only by words</source>
            <translation>Fotos auch nach ihrem Aussehen finden, nicht nur nach Worten</translation>
        </message>
        <message>
            <source>Keep watching and describing after the window is closed</source>
            <translation>Nach dem Schließen des Fensters weiter beobachten und beschreiben</translation>
        </message>
        <message>
            <source>Only in the library</source>
            <translation>Nur in der Sammlung</translation>
        </message>
        <message>
            <source>Also in a sidecar file beside each photo</source>
            <translation>Auch in einer Begleitdatei neben jedem Foto</translation>
        </message>
        <message>
            <source>As the desktop</source>
            <translation>Wie der Desktop</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>Folders of the library</source>
            <translation>Ordner der Sammlung</translation>
        </message>
        <message>
            <source>Remove…</source>
            <translation>Entfernen …</translation>
        </message>
        <message>
            <source>Names of files or folders, wherever they are, or patterns with slashes that begin at a folder of the library; ** stands for any folders. A semicolon separates them.</source>
            <translation>Namen von Dateien oder Ordnern, wo immer sie liegen, oder Muster mit Schrägstrichen, die bei einem Ordner der Bibliothek beginnen; ** steht für beliebige Ordner. Ein Strichpunkt trennt sie.</translation>
        </message>
        <message>
            <source>Folders</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Captions</source>
            <translation>Beschreibungen</translation>
        </message>
        <message>
            <source>Window and storage</source>
            <translation>Fenster und Speicher</translation>
        </message>
        <message>
            <source>Photos stay where they are. Removing a folder here takes its photos out of the library, never off the disk.</source>
            <translation>Fotos bleiben, wo sie sind. Wird ein Ordner hier entfernt, verlassen seine Fotos die Sammlung, niemals die Platte.</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>Ordner hinzufügen …</translation>
        </message>
        <message>
            <source>&amp;Leave out</source>
            <translation>&amp;Auslassen</translation>
        </message>
        <message>
            <source>Photos that are left out are listed as missing, and keep their captions and tags for when they are taken in again.</source>
            <translation>Ausgelassene Fotos stehen als fehlend in der Liste und behalten Beschreibungen und Schlagwörter, bis sie wieder aufgenommen werden.</translation>
        </message>
        <message>
            <source>Describe photos</source>
            <translation>Fotos beschreiben</translation>
        </message>
        <message>
            <source>Idle after</source>
            <translation>Ruhend nach</translation>
        </message>
        <message>
            <source>Computed by</source>
            <translation>Gerechnet auf</translation>
        </message>
        <message>
            <source>Captions tried at once</source>
            <translation>Zugleich verfolgt</translation>
        </message>
        <message>
            <source>Unsure captions</source>
            <translation>Unsichere Beschreibungen</translation>
        </message>
        <message>
            <source>Captions less than {percent}% sure are shown beside the photo only, and found.</source>
            <translation>Beschreibungen unter {percent} % stehen nur neben dem Foto; gefunden werden sie.</translation>
        </message>
        <message>
            <source>All captions are shown alike.</source>
            <translation>Alle Beschreibungen werden gleich gezeigt.</translation>
        </message>
        <message>
            <source>No caption counts as unsure.</source>
            <translation>Keine Beschreibung gilt als unsicher.</translation>
        </message>
        <message>
            <source>Write what I enter</source>
            <translation>Eingaben schreiben</translation>
        </message>
        <message>
            <source>Unsure below</source>
            <translation>Unsicher unter</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>Erscheinungsbild</translation>
        </message>
        <message>
            <source>Thumbnails on disk</source>
            <translation>Vorschaubilder auf der Platte</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n Foto</numerusform>
                <numerusform>%n Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>Captions less than {percent}% sure begin with “perhaps”.</source>
            <translation>Beschreibungen, die zu weniger als {percent} % sicher sind, beginnen mit „vielleicht“.</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message>
            <source>Preview of the photo</source>
            <translation>Vorschau des Fotos</translation>
        </message>
    </context>
    <context>
        <name>PrintPhotosDialog</name>
        <message>
            <source>Print</source>
            <translation>Drucken</translation>
        </message>
        <message numerus="yes">
            <source>Print %n photo(s)</source>
            <translation>
                <numerusform>%n Foto drucken</numerusform>
                <numerusform>%n Fotos drucken</numerusform>
            </translation>
        </message>
        <message>
            <source>One photo on a page</source>
            <translation>Ein Foto je Seite</translation>
        </message>
        <message>
            <source>Contact sheet</source>
            <translation>Kontaktabzug</translation>
        </message>
        <message>
            <source>&amp;Layout</source>
            <translation>&amp;Anordnung</translation>
        </message>
        <message>
            <source>Photos &amp;side by side</source>
            <translation>Fotos &amp;nebeneinander</translation>
        </message>
        <message>
            <source>&amp;Print…</source>
            <translation>D&amp;rucken …</translation>
        </message>
    </context>
    <context>
        <name>Printing</name>
        <message>
            <source>Preparing the pages…</source>
            <translation>Die Seiten werden vorbereitet …</translation>
        </message>
        <message>
            <source>Print</source>
            <translation>Drucken</translation>
        </message>
        <message>
            <source>Cancelled. The pages that were ready are printed.</source>
            <translation>Abgebrochen. Die schon fertigen Seiten werden gedruckt.</translation>
        </message>
        <message>
            <source>Nothing was printed.</source>
            <translation>Es wurde nichts gedruckt.</translation>
        </message>
        <message numerus="yes">
            <source>%n page(s) sent to the printer.</source>
            <translation>
                <numerusform>%n Seite an den Drucker geschickt.</numerusform>
                <numerusform>%n Seiten an den Drucker geschickt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) could not be read.</source>
            <translation>
                <numerusform>%n Foto konnte nicht gelesen werden.</numerusform>
                <numerusform>%n Fotos konnten nicht gelesen werden.</numerusform>
            </translation>
        </message>
        <message>
            <source>The printer {name} did not take the pages.</source>
            <translation>Der Drucker {name} hat die Seiten nicht angenommen.</translation>
        </message>
        <message>
            <source>Check that it is switched on, or choose another one.</source>
            <translation>Prüfen Sie, ob er eingeschaltet ist, oder wählen Sie einen anderen.</translation>
        </message>
    </context>
    <context>
        <name>Program</name>
        <message>
            <source>Keep Albumen in the tray?</source>
            <translation>Soll Albumen im Infobereich bleiben?</translation>
        </message>
        <message>
            <source>New photos are then found and described while no window is open. The icon in the tray opens Albumen again and quits it. You can change this in the preferences.</source>
            <translation>Neue Fotos werden dann gefunden und beschrieben, auch wenn kein Fenster offen ist. Das Symbol im Infobereich öffnet Albumen wieder und beendet es. In den Einstellungen lässt sich das ändern.</translation>
        </message>
        <message>
            <source>&amp;Keep in the tray</source>
            <translation>Im Infobereich &amp;behalten</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>B&amp;eenden</translation>
        </message>
    </context>
    <context>
        <name>ProgramPage</name>
        <message>
            <source>Ask me</source>
            <translation>Mich fragen</translation>
        </message>
        <message>
            <source>Stay in the tray, watching and describing</source>
            <translation>Im Infobereich weiter beobachten und beschreiben</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Tell me when photos were described meanwhile</source>
            <translation>Melden, wenn inzwischen Fotos beschrieben wurden</translation>
        </message>
        <message>
            <source>This desktop shows no tray, so that there would be no way back to Albumen.</source>
            <translation>Dieser Desktop zeigt keinen Infobereich; es gäbe keinen Weg zurück zu Albumen.</translation>
        </message>
        <message>
            <source>Start in the tray when I log in</source>
            <translation>Beim Anmelden im Infobereich starten</translation>
        </message>
        <message>
            <source>As the desktop</source>
            <translation>Wie der Desktop</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>Programm</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>&amp;Sprache</translation>
        </message>
        <message>
            <source>When the last &amp;window closes</source>
            <translation>Beim Schließen des letzten &amp;Fensters</translation>
        </message>
    </context>
    <context>
        <name>ProposalList</name>
        <message>
            <source>Tags that may be meant</source>
            <translation>Schlagwörter, die gemeint sein können</translation>
        </message>
        <message>
            <source>{path} ({alias})</source>
            <translation>{path} ({alias})</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n Foto</numerusform>
                <numerusform>%n Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>New tag “{name}” below “{above}”</source>
            <translation>Neues Schlagwort „{name}“ unter „{above}“</translation>
        </message>
        <message>
            <source>New tag “{name}”</source>
            <translation>Neues Schlagwort „{name}“</translation>
        </message>
    </context>
    <context>
        <name>QDialogButtonBox</name>
        <message>
            <source>OK</source>
            <translation>OK</translation>
        </message>
    </context>
    <context>
        <name>QKeySequenceEdit</name>
        <message>
            <source>Press shortcut</source>
            <translation>Tasten drücken</translation>
        </message>
    </context>
    <context>
        <name>QLineEdit</name>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>Wieder&amp;herstellen</translation>
        </message>
        <message>
            <source>Cu&amp;t</source>
            <translation>&amp;Ausschneiden</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>Einf&amp;ügen</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <source>Select All</source>
            <translation>Alles auswählen</translation>
        </message>
    </context>
    <context>
        <name>QPlatformTheme</name>
        <message>
            <source>OK</source>
            <translation>OK</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <source>Save All</source>
            <translation>Alles speichern</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <source>&amp;Yes</source>
            <translation>&amp;Ja</translation>
        </message>
        <message>
            <source>Yes to &amp;All</source>
            <translation>Ja, &amp;alle</translation>
        </message>
        <message>
            <source>&amp;No</source>
            <translation>&amp;Nein</translation>
        </message>
        <message>
            <source>N&amp;o to All</source>
            <translation>N&amp;ein, keine</translation>
        </message>
        <message>
            <source>Abort</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Ignore</source>
            <translation>Ignorieren</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Hilfe</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>Anwenden</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <source>Restore Defaults</source>
            <translation>Voreinstellungen</translation>
        </message>
    </context>
    <context>
        <name>QProgressDialog</name>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
    </context>
    <context>
        <name>QShortcut</name>
        <message>
            <source>Ctrl</source>
            <translation>Strg</translation>
        </message>
        <message>
            <source>Shift</source>
            <translation>Umschalt</translation>
        </message>
        <message>
            <source>Alt</source>
            <translation>Alt</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>Leertaste</translation>
        </message>
        <message>
            <source>Esc</source>
            <translation>Esc</translation>
        </message>
        <message>
            <source>Tab</source>
            <translation>Tab</translation>
        </message>
        <message>
            <source>Backspace</source>
            <translation>Rücktaste</translation>
        </message>
        <message>
            <source>Return</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message>
            <source>Ins</source>
            <translation>Einfg</translation>
        </message>
        <message>
            <source>Del</source>
            <translation>Entf</translation>
        </message>
        <message>
            <source>Home</source>
            <translation>Pos1</translation>
        </message>
        <message>
            <source>End</source>
            <translation>Ende</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>Links</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>Hoch</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>Rechts</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>Herunter</translation>
        </message>
        <message>
            <source>PgUp</source>
            <translation>Bild auf</translation>
        </message>
        <message>
            <source>PgDown</source>
            <translation>Bild ab</translation>
        </message>
    </context>
    <context>
        <name>QWidgetTextControl</name>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>Wieder&amp;herstellen</translation>
        </message>
        <message>
            <source>Cu&amp;t</source>
            <translation>&amp;Ausschneiden</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>Einf&amp;ügen</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <source>Select All</source>
            <translation>Alles auswählen</translation>
        </message>
    </context>
    <context>
        <name>RatingRow</name>
        <message numerus="yes">
            <source>%n star(s)</source>
            <translation>
                <numerusform>%n Stern</numerusform>
                <numerusform>%n Sterne</numerusform>
            </translation>
        </message>
        <message>
            <source>Colour label</source>
            <translation>Farbmarke</translation>
        </message>
        <message>
            <source>Favourite</source>
            <translation>Favorit</translation>
        </message>
        <message>
            <source>Red</source>
            <translation>Rot</translation>
        </message>
        <message>
            <source>Yellow</source>
            <translation>Gelb</translation>
        </message>
        <message>
            <source>Green</source>
            <translation>Grün</translation>
        </message>
        <message>
            <source>Blue</source>
            <translation>Blau</translation>
        </message>
        <message>
            <source>Purple</source>
            <translation>Violett</translation>
        </message>
        <message>
            <source>No label</source>
            <translation>Keine Marke</translation>
        </message>
    </context>
    <context>
        <name>Reasons</name>
        <message>
            <source>the tag {tags}</source>
            <translation>das Schlagwort {tags}</translation>
        </message>
        <message>
            <source>{words} in the title</source>
            <translation>{words} im Titel</translation>
        </message>
        <message>
            <source>{words} in the caption</source>
            <translation>{words} in der Beschreibung</translation>
        </message>
        <message>
            <source>Found by {reasons}</source>
            <translation>Gefunden durch {reasons}</translation>
        </message>
        <message>
            <source>Found by its look: it looks like what was asked for</source>
            <translation>Am Aussehen gefunden: Es sieht nach dem Gesuchten aus</translation>
        </message>
        <message>
            <source>Matches only some of the words</source>
            <translation>Passt nur zu einem Teil der Wörter</translation>
        </message>
    </context>
    <context>
        <name>RecentChip</name>
        <message>
            <source>Add the tag {name} ({key})</source>
            <translation>Schlagwort {name} vergeben ({key})</translation>
        </message>
    </context>
    <context>
        <name>RemarkTexts</name>
        <message>
            <source>The search index is being built; until then searching is slower and less clever.</source>
            <translation>Der Suchindex wird aufgebaut; bis dahin ist die Suche langsamer und weniger klug.</translation>
        </message>
        <message>
            <source>Few photos match all words, so those that match some of them follow.</source>
            <translation>Wenige Fotos passen zu allen Wörtern, daher folgen solche, die zu einigen passen.</translation>
        </message>
        <message>
            <source>These match some of the words.</source>
            <translation>Diese passen zu einigen der Wörter.</translation>
        </message>
        <message>
            <source>One photo looks like it.</source>
            <translation>Ein Foto sieht danach aus.</translation>
        </message>
        <message>
            <source>{count} photos look like it.</source>
            <translation>{count} Fotos sehen danach aus.</translation>
        </message>
        <message>
            <source>One more photo looks like it.</source>
            <translation>Ein weiteres Foto sieht danach aus.</translation>
        </message>
        <message>
            <source>{count} more photos look like it.</source>
            <translation>{count} weitere Fotos sehen danach aus.</translation>
        </message>
        <message>
            <source>No photo has {any_of}.</source>
            <translation>Kein Foto hat {any_of}.</translation>
        </message>
        <message>
            <source>1 photo matches, but its file is missing: add is:missing.</source>
            <translation>1 Foto passt, aber seine Datei wird vermisst: Fügen Sie is:missing hinzu.</translation>
        </message>
        <message>
            <source>{count} photos match, but their files are missing: add is:missing.</source>
            <translation>{count} Fotos passen, aber ihre Dateien werden vermisst: Fügen Sie is:missing hinzu.</translation>
        </message>
        <message>
            <source>Without {all_of} 1 photo matches.</source>
            <translation>Ohne {all_of} passt 1 Foto.</translation>
        </message>
        <message>
            <source>Without {all_of} {count} photos match.</source>
            <translation>Ohne {all_of} passen {count} Fotos.</translation>
        </message>
        <message>
            <source>1 photo has no caption.</source>
            <translation>1 Foto hat keine Beschreibung.</translation>
        </message>
        <message>
            <source>{count} photos have no caption.</source>
            <translation>{count} Fotos haben keine Beschreibung.</translation>
        </message>
        <message>
            <source>No photo matches.</source>
            <translation>Kein Foto passt.</translation>
        </message>
        <message>
            <source>No photo matches all of this.</source>
            <translation>Kein Foto passt zu alledem.</translation>
        </message>
        <message>
            <source>The query is too long.</source>
            <translation>Die Suche ist zu lang.</translation>
        </message>
        <message>
            <source>The query has too many words.</source>
            <translation>Die Suche hat zu viele Wörter.</translation>
        </message>
        <message>
            <source>There are too many parentheses in each other.</source>
            <translation>Zu viele Klammern stehen ineinander.</translation>
        </message>
        <message>
            <source>This parenthesis was never opened.</source>
            <translation>Diese Klammer wurde nie geöffnet.</translation>
        </message>
        <message>
            <source>This parenthesis is never closed.</source>
            <translation>Diese Klammer wird nie geschlossen.</translation>
        </message>
        <message>
            <source>There is nothing between the parentheses.</source>
            <translation>Zwischen den Klammern steht nichts.</translation>
        </message>
        <message>
            <source>The quotation mark is never closed.</source>
            <translation>Das Anführungszeichen wird nie geschlossen.</translation>
        </message>
        <message>
            <source>“{sign}” needs something on both sides.</source>
            <translation>„{sign}“ braucht auf beiden Seiten etwas.</translation>
        </message>
        <message>
            <source>“AND” needs something on both sides.</source>
            <translation>„AND“ braucht auf beiden Seiten etwas.</translation>
        </message>
        <message>
            <source>Nothing follows “{sign}”.</source>
            <translation>Auf „{sign}“ folgt nichts.</translation>
        </message>
        <message>
            <source>“{value}” has no letter or digit to look for.</source>
            <translation>„{value}“ hat keinen Buchstaben und keine Ziffer, nach denen zu suchen wäre.</translation>
        </message>
        <message>
            <source>There is no letter or digit to look for after “{sign}”.</source>
            <translation>Nach „{sign}“ steht kein Buchstabe und keine Ziffer, nach denen zu suchen wäre.</translation>
        </message>
        <message>
            <source>“{field}:” cannot stand inside another field's parentheses.</source>
            <translation>„{field}:“ kann nicht in den Klammern eines anderen Feldes stehen.</translation>
        </message>
        <message>
            <source>There is no field “{field}:”.</source>
            <translation>Ein Feld „{field}:“ gibt es nicht.</translation>
        </message>
        <message>
            <source>“{field}:” needs a value.</source>
            <translation>„{field}:“ braucht einen Wert.</translation>
        </message>
        <message>
            <source>“{field}:{value}” is nothing that photos can be.</source>
            <translation>„{field}:{value}“ ist nichts, was Fotos sein können.</translation>
        </message>
        <message>
            <source>“{value}” is not a number or range for {field}.</source>
            <translation>„{value}“ ist keine Zahl und kein Bereich für {field}.</translation>
        </message>
        <message>
            <source>{field} goes up to {highest} only.</source>
            <translation>{field} geht nur bis {highest}.</translation>
        </message>
        <message>
            <source>The range ends before it begins.</source>
            <translation>Der Bereich endet, bevor er beginnt.</translation>
        </message>
        <message>
            <source>“{value}” is not a place.</source>
            <translation>„{value}“ ist kein Ort.</translation>
        </message>
        <message>
            <source>There is no place at “{value}”.</source>
            <translation>Bei „{value}“ gibt es keinen Ort.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: “{part}” is not known.</source>
            <translation>„{value}“ ist kein Datum: „{part}“ ist nicht bekannt.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: a range needs a beginning or an end.</source>
            <translation>„{value}“ ist kein Datum: Ein Zeitraum braucht einen Anfang oder ein Ende.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: the range ends before it begins.</source>
            <translation>„{value}“ ist kein Datum: Der Zeitraum endet, bevor er beginnt.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: “{part}” is beyond the calendar.</source>
            <translation>„{value}“ ist kein Datum: „{part}“ liegt jenseits des Kalenders.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: “{part}” is not a year.</source>
            <translation>„{value}“ ist kein Datum: „{part}“ ist kein Jahr.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: there is no year 0.</source>
            <translation>„{value}“ ist kein Datum: Ein Jahr 0 gibt es nicht.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: there is no month {part}.</source>
            <translation>„{value}“ ist kein Datum: Einen Monat {part} gibt es nicht.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: there is no day {part}.</source>
            <translation>„{value}“ ist kein Datum: Einen Tag {part} gibt es nicht.</translation>
        </message>
        <message>
            <source>“{value}” is not a date: it may mean two days, so write the year first.</source>
            <translation>„{value}“ ist kein Datum: Es kann zwei Tage bedeuten; schreiben Sie das Jahr zuerst.</translation>
        </message>
        <message>
            <source>Use at most {number}.</source>
            <translation>Verwenden Sie höchstens {number}.</translation>
        </message>
        <message>
            <source>Keep it below {number} characters.</source>
            <translation>Bleiben Sie unter {number} Zeichen.</translation>
        </message>
        <message>
            <source>Take it out, or add a ( before it.</source>
            <translation>Nehmen Sie sie heraus, oder setzen Sie eine ( davor.</translation>
        </message>
        <message>
            <source>Add a ) where the group ends.</source>
            <translation>Setzen Sie eine ) dorthin, wo die Gruppe endet.</translation>
        </message>
        <message>
            <source>Close the parenthesis before it.</source>
            <translation>Schließen Sie die Klammer davor.</translation>
        </message>
        <message>
            <source>Write words between them, or take them out.</source>
            <translation>Schreiben Sie Wörter dazwischen, oder nehmen Sie sie heraus.</translation>
        </message>
        <message>
            <source>Add a " where the phrase ends.</source>
            <translation>Setzen Sie ein " dorthin, wo die Wortfolge endet.</translation>
        </message>
        <message>
            <source>Write dog OR cat; to look for the word itself, put it in quotation marks.</source>
            <translation>Schreiben Sie dog OR cat; das Wort selbst suchen Sie in Anführungszeichen.</translation>
        </message>
        <message>
            <source>Leave it out: words next to each other must all match anyway.</source>
            <translation>Lassen Sie es weg: Wörter nebeneinander müssen ohnehin alle passen.</translation>
        </message>
        <message>
            <source>Write -dog for photos without dogs; to look for the word, write "not".</source>
            <translation>Schreiben Sie -dog für Fotos ohne Hunde; das Wort selbst suchen Sie mit "not".</translation>
        </message>
        <message>
            <source>Write a word there.</source>
            <translation>Schreiben Sie dort ein Wort.</translation>
        </message>
        <message>
            <source>For example {example}.</source>
            <translation>Zum Beispiel {example}.</translation>
        </message>
        <message>
            <source>Did you mean {query}?</source>
            <translation>Meinten Sie {query}?</translation>
        </message>
        <message>
            <source>Possible are {values}.</source>
            <translation>Möglich sind {values}.</translation>
        </message>
        <message>
            <source>To look for the text itself, put it in quotation marks: "{field}:…".</source>
            <translation>Den Text selbst suchen Sie in Anführungszeichen: "{field}:…".</translation>
        </message>
        <message>
            <source>Write {first}.</source>
            <translation>Schreiben Sie {first}.</translation>
        </message>
        <message>
            <source>Write {first} or {second}.</source>
            <translation>Schreiben Sie {first} oder {second}.</translation>
        </message>
        <message>
            <source>Write {first}: latitude, longitude and distance.</source>
            <translation>Schreiben Sie {first}: Breite, Länge und Abstand.</translation>
        </message>
        <message>
            <source> or </source>
            <translation> oder </translation>
        </message>
        <message>
            <source>“{word}”</source>
            <translation>„{word}“</translation>
        </message>
        <message>
            <source> and </source>
            <translation> und </translation>
        </message>
    </context>
    <context>
        <name>ReplaceDialog</name>
        <message>
            <source>Replace in captions</source>
            <translation>In Beschreibungen ersetzen</translation>
        </message>
        <message numerus="yes">
            <source>In the captions of %n chosen photo(s). What changes becomes yours.</source>
            <translation>
                <numerusform>In der Beschreibung von %n ausgewählten Foto. Was sich ändert, wird zu Ihrer.</numerusform>
                <numerusform>In den Beschreibungen von %n ausgewählten Fotos. Was sich ändert, wird zu Ihren.</numerusform>
            </translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>Ersetzen</translation>
        </message>
        <message>
            <source>Find words</source>
            <translation>Wörter finden</translation>
        </message>
        <message>
            <source>Replace by</source>
            <translation>Ersetzen durch</translation>
        </message>
    </context>
    <context>
        <name>SearchBox</name>
        <message>
            <source>Search</source>
            <translation>Suche</translation>
        </message>
        <message>
            <source>Search captions, tags, dates…  e.g.  dog beach</source>
            <translation>Beschreibungen, Schlagwörter, Daten …  z. B.  dog beach</translation>
        </message>
    </context>
    <context>
        <name>SheetDialog</name>
        <message>
            <source>Caption</source>
            <translation>Beschreibung</translation>
        </message>
        <message>
            <source>File name</source>
            <translation>Dateiname</translation>
        </message>
        <message>
            <source>Date taken</source>
            <translation>Aufnahmedatum</translation>
        </message>
        <message>
            <source>Below each photo</source>
            <translation>Unter jedem Foto</translation>
        </message>
    </context>
    <context>
        <name>ShortcutPage</name>
        <message>
            <source>Find an action</source>
            <translation>Aktion suchen</translation>
        </message>
        <message>
            <source>Actions and their shortcuts</source>
            <translation>Aktionen und ihre Tastenkürzel</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>Aktion</translation>
        </message>
        <message>
            <source>Shortcut</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>New shortcut</source>
            <translation>Neues Tastenkürzel</translation>
        </message>
        <message>
            <source>&amp;Reset</source>
            <translation>&amp;Zurücksetzen</translation>
        </message>
        <message>
            <source>Give this action the shortcut that it comes with</source>
            <translation>Dieser Aktion ihr ursprüngliches Tastenkürzel geben</translation>
        </message>
        <message>
            <source>Reset a&amp;ll</source>
            <translation>A&amp;lle zurücksetzen</translation>
        </message>
        <message>
            <source>Shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>&amp;New shortcut</source>
            <translation>&amp;Neues Tastenkürzel</translation>
        </message>
        <message>
            <source>“{action}” has no shortcut now.</source>
            <translation>„{action}“ hat jetzt kein Tastenkürzel.</translation>
        </message>
        <message>
            <source>{keys} is “{action}” now.</source>
            <translation>{keys} ist jetzt „{action}“.</translation>
        </message>
        <message>
            <source>{keys} moves through the photos or shows them, and stays so.</source>
            <translation>{keys} blättert in den Fotos oder zeigt sie, und dabei bleibt es.</translation>
        </message>
        <message>
            <source>{keys} is “{action}” already. Give that one another shortcut first.</source>
            <translation>{keys} ist schon „{action}“. Geben Sie dieser Aktion zuerst ein anderes Tastenkürzel.</translation>
        </message>
        <message>
            <source>Its shortcut is “{action}” now. Reset that one first.</source>
            <translation>Sein Tastenkürzel gehört jetzt zu „{action}“. Setzen Sie diese Aktion zuerst zurück.</translation>
        </message>
        <message>
            <source>All shortcuts are those that Albumen comes with.</source>
            <translation>Alle Tastenkürzel sind wieder die ursprünglichen.</translation>
        </message>
    </context>
    <context>
        <name>ShortcutSheet</name>
        <message>
            <source>Shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
    </context>
    <context>
        <name>Sidebar</name>
        <message>
            <source>Sidebar</source>
            <translation>Seitenleiste</translation>
        </message>
    </context>
    <context>
        <name>SidebarModel</name>
        <message>
            <source>All photos</source>
            <translation>Alle Fotos</translation>
        </message>
        <message numerus="yes">
            <source>{name}, %n photo(s)</source>
            <translation>
                <numerusform>{name}, %n Foto</numerusform>
                <numerusform>{name}, %n Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>Library</source>
            <translation>Sammlung</translation>
        </message>
        <message>
            <source>Favourites</source>
            <translation>Favoriten</translation>
        </message>
        <message>
            <source>Recently added</source>
            <translation>Neu hinzugefügt</translation>
        </message>
        <message numerus="yes">
            <source>{name}, %n group(s)</source>
            <translation>
                <numerusform>{name}, %n Gruppe</numerusform>
                <numerusform>{name}, %n Gruppen</numerusform>
            </translation>
        </message>
        <message>
            <source>Not captioned</source>
            <translation>Ohne Beschreibung</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>Gescheitert</translation>
        </message>
        <message>
            <source>Missing</source>
            <translation>Vermisst</translation>
        </message>
        <message>
            <source>Offline</source>
            <translation>Nicht erreichbar</translation>
        </message>
        <message>
            <source>Duplicates</source>
            <translation>Doppelte Fotos</translation>
        </message>
        <message>
            <source>All photos of the library</source>
            <translation>Alle Fotos der Bibliothek</translation>
        </message>
        <message>
            <source>Photos with a heart</source>
            <translation>Fotos mit Herz</translation>
        </message>
        <message numerus="yes">
            <source>Photos added within the last %n day(s)</source>
            <translation>
                <numerusform>Fotos, die innerhalb von %n Tag dazukamen</numerusform>
                <numerusform>Fotos, die in den letzten %n Tagen dazukamen</numerusform>
            </translation>
        </message>
        <message>
            <source>Photos that show no caption</source>
            <translation>Fotos, die keine Beschreibung zeigen</translation>
        </message>
        <message>
            <source>Photos that something could not be done to</source>
            <translation>Fotos, mit denen etwas nicht gelang</translation>
        </message>
        <message>
            <source>Photos whose file is not where it was</source>
            <translation>Fotos, deren Datei nicht mehr an ihrem Platz ist</translation>
        </message>
        <message>
            <source>Photos in folders that cannot be reached now</source>
            <translation>Fotos in Ordnern, die gerade nicht erreichbar sind</translation>
        </message>
        <message>
            <source>Find photos that are there more than once</source>
            <translation>Fotos finden, die mehrfach vorhanden sind</translation>
        </message>
        <message>
            <source>Folders</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Albums</source>
            <translation>Alben</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>Schlagwörter</translation>
        </message>
        <message>
            <source>Saved searches</source>
            <translation>Gemerkte Suchen</translation>
        </message>
    </context>
    <context>
        <name>SkippedFiles</name>
        <message>
            <source>Skipped files</source>
            <translation>Übersprungene Dateien</translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) skipped</source>
            <translation>
                <numerusform>%n Datei übersprungen</numerusform>
                <numerusform>%n Dateien übersprungen</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>StatisticsDialog</name>
        <message>
            <source>Statistics</source>
            <translation>Statistik</translation>
        </message>
        <message>
            <source>Photos by time</source>
            <translation>Fotos nach Zeit</translation>
        </message>
        <message>
            <source>Words in captions</source>
            <translation>Wörter in Beschreibungen</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>Schlagwörter</translation>
        </message>
        <message>
            <source>Cameras</source>
            <translation>Kameras</translation>
        </message>
        <message>
            <source>File formats</source>
            <translation>Dateiformate</translation>
        </message>
        <message>
            <source>Described</source>
            <translation>Beschrieben</translation>
        </message>
        <message>
            <source>Captions by origin</source>
            <translation>Beschreibungen nach Herkunft</translation>
        </message>
        <message>
            <source>Click a bar to find its photos.</source>
            <translation>Ein Klick auf einen Balken findet seine Fotos.</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n Foto</numerusform>
                <numerusform>%n Fotos</numerusform>
            </translation>
        </message>
        <message>
            <source>{percent}% described</source>
            <translation>{percent} % beschrieben</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>Unbekannt</translation>
        </message>
        <message>
            <source>Written by me</source>
            <translation>Von mir geschrieben</translation>
        </message>
        <message>
            <source>From the files</source>
            <translation>Aus den Dateien</translation>
        </message>
        <message>
            <source>By the model</source>
            <translation>Vom Modell</translation>
        </message>
        <message>
            <source>With a caption</source>
            <translation>Mit Beschreibung</translation>
        </message>
        <message>
            <source>Without a caption</source>
            <translation>Ohne Beschreibung</translation>
        </message>
    </context>
    <context>
        <name>TagChip</name>
        <message>
            <source>Suggested by the model, {percent}% sure</source>
            <translation>Vom Modell vorgeschlagen, zu {percent} % sicher</translation>
        </message>
        <message>
            <source>Accept the tag {name}</source>
            <translation>Schlagwort {name} annehmen</translation>
        </message>
        <message>
            <source>{some} of {all}</source>
            <translation>{some} von {all}</translation>
        </message>
        <message>
            <source>Reject the tag {name}</source>
            <translation>Schlagwort {name} ablehnen</translation>
        </message>
        <message>
            <source>Suggested tag {name}. Enter accepts, Delete rejects.</source>
            <translation>Vorgeschlagenes Schlagwort {name}. Eingabe nimmt es an, Entf lehnt es ab.</translation>
        </message>
        <message>
            <source>Give the tag {name} to all chosen photos</source>
            <translation>Schlagwort {name} allen gewählten Fotos geben</translation>
        </message>
        <message>
            <source>Remove the tag {name}</source>
            <translation>Schlagwort {name} entfernen</translation>
        </message>
        <message>
            <source>Tag {name} of some photos. Enter gives it to all, Delete removes it.</source>
            <translation>Schlagwort {name} einiger Fotos. Eingabe gibt es allen, Entf entfernt es.</translation>
        </message>
        <message>
            <source>Tag {name}. Delete removes it.</source>
            <translation>Schlagwort {name}. Entf entfernt es.</translation>
        </message>
    </context>
    <context>
        <name>TagEdit</name>
        <message>
            <source>Add a tag</source>
            <translation>Schlagwort hinzufügen</translation>
        </message>
        <message>
            <source>Several tags between commas; animal/dog puts dog below animal. Tab completes.</source>
            <translation>Mehrere Schlagwörter durch Kommas trennen; Tier/Hund legt Hund unter Tier. Tab ergänzt.</translation>
        </message>
    </context>
    <context>
        <name>TagSection</name>
        <message>
            <source>Recent</source>
            <translation>Zuletzt benutzt</translation>
        </message>
        <message>
            <source>Suggested</source>
            <translation>Vorgeschlagen</translation>
        </message>
        <message>
            <source>Accept all suggested tags</source>
            <translation>Alle vorgeschlagenen Schlagwörter annehmen</translation>
        </message>
        <message>
            <source>Reject all suggested tags</source>
            <translation>Alle vorgeschlagenen Schlagwörter ablehnen</translation>
        </message>
    </context>
    <context>
        <name>Tagging</name>
        <message>
            <source>Add tag “{name}”</source>
            <translation>Schlagwort „{name}“ hinzufügen</translation>
        </message>
        <message>
            <source>Recent tag {number}</source>
            <translation>Zuletzt benutztes Schlagwort {number}</translation>
        </message>
    </context>
    <context>
        <name>Toast</name>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
    </context>
    <context>
        <name>TopBar</name>
        <message>
            <source>Order</source>
            <translation>Reihenfolge</translation>
        </message>
        <message>
            <source>Size of the photos</source>
            <translation>Größe der Fotos</translation>
        </message>
        <message>
            <source>Size of the photos (Ctrl + wheel)</source>
            <translation>Größe der Fotos (Strg + Rad)</translation>
        </message>
        <message>
            <source>Best match</source>
            <translation>Beste Treffer</translation>
        </message>
        <message>
            <source>Newest first</source>
            <translation>Neueste zuerst</translation>
        </message>
        <message>
            <source>Oldest first</source>
            <translation>Älteste zuerst</translation>
        </message>
        <message>
            <source>Rating</source>
            <translation>Sterne</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Recently added</source>
            <translation>Neu hinzugefügt</translation>
        </message>
    </context>
    <context>
        <name>Trash</name>
        <message numerus="yes">
            <source>Move %n file(s) to the trash?</source>
            <translation>
                <numerusform>%n Datei in den Papierkorb verschieben?</numerusform>
                <numerusform>%n Dateien in den Papierkorb verschieben?</numerusform>
            </translation>
        </message>
        <message>
            <source>The files leave their folders. Put back from the trash, they have their captions and tags again.</source>
            <translation>Die Dateien verlassen ihre Ordner. Aus dem Papierkorb zurückgelegt, haben sie ihre Beschreibungen und Schlagwörter wieder.</translation>
        </message>
        <message>
            <source>Move to trash</source>
            <translation>In den Papierkorb</translation>
        </message>
        <message numerus="yes">
            <source>Move %n file(s) to the trash</source>
            <translation>
                <numerusform>%n Datei in den Papierkorb verschieben</numerusform>
                <numerusform>%n Dateien in den Papierkorb verschieben</numerusform>
            </translation>
        </message>
        <message>
            <source>Done: {step}.</source>
            <translation>Erledigt: {step}.</translation>
        </message>
    </context>
    <context>
        <name>Tray</name>
        <message>
            <source>&amp;Open Albumen</source>
            <translation>Albumen &amp;öffnen</translation>
        </message>
        <message>
            <source>&amp;Pause describing</source>
            <translation>Beschreiben &amp;anhalten</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) described. Click to see what is new.</source>
            <translation>
                <numerusform>%n Foto beschrieben. Klicken Sie, um das Neue zu sehen.</numerusform>
                <numerusform>%n Fotos beschrieben. Klicken Sie, um das Neue zu sehen.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Undoing</name>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig:</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;Wiederholen:</translation>
        </message>
        <message>
            <source>Undo: {step}</source>
            <translation>Rückgängig: {step}</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
    </context>
    <context>
        <name>Viewer</name>
        <message>
            <source>Photo in large</source>
            <translation>Foto in groß</translation>
        </message>
        <message>
            <source>Previous photo</source>
            <translation>Voriges Foto</translation>
        </message>
        <message>
            <source>Next photo</source>
            <translation>Nächstes Foto</translation>
        </message>
        <message>
            <source>Zoom out (-)</source>
            <translation>Kleiner (-)</translation>
        </message>
        <message>
            <source>Zoom in (+)</source>
            <translation>Größer (+)</translation>
        </message>
        <message>
            <source>Fit or actual size (Z)</source>
            <translation>Eingepasst oder wahre Größe (Z)</translation>
        </message>
        <message>
            <source>Rotate to the left</source>
            <translation>Nach links drehen</translation>
        </message>
        <message>
            <source>Rotate to the right</source>
            <translation>Nach rechts drehen</translation>
        </message>
        <message>
            <source>Slide show</source>
            <translation>Diaschau</translation>
        </message>
        <message>
            <source>Back to the grid (Esc)</source>
            <translation>Zurück zur Übersicht (Esc)</translation>
        </message>
    </context>
    <context>
        <name>ViewerCanvas</name>
        <message>
            <source>Photo</source>
            <translation>Foto</translation>
        </message>
    </context>
    <context>
        <name>WeightsNotice</name>
        <message>
            <source>Describe anew</source>
            <translation>Neu beschreiben</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>Später</translation>
        </message>
        <message>
            <source>Not with this model</source>
            <translation>Nicht mit diesem Modell</translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) were described by an earlier model. What you wrote yourself stays.</source>
            <translation>
                <numerusform>%n Foto wurde von einem früheren Modell beschrieben. Was Sie selbst geschrieben haben, bleibt.</numerusform>
                <numerusform>%n Fotos wurden von einem früheren Modell beschrieben. Was Sie selbst geschrieben haben, bleibt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) are being described anew.</source>
            <translation>
                <numerusform>%n Foto wird neu beschrieben.</numerusform>
                <numerusform>%n Fotos werden neu beschrieben.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Wording</name>
        <message>
            <source>“{word}”</source>
            <translation>„{word}“</translation>
        </message>
    </context>
    <context>
        <name>YearScrubber</name>
        <message>
            <source>Click or drag to go to a date</source>
            <translation>Klicken oder ziehen, um zu einem Datum zu springen</translation>
        </message>
        <message>
            <source>Years</source>
            <translation>Jahre</translation>
        </message>
    </context>
    <context>
        <name>_Items</name>
        <message>
            <source>What could not be done</source>
            <translation>Was nicht gelang</translation>
        </message>
    </context>
</TS>
