<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en_GB">
    <context>
        <name>Actions</name>
        <message numerus="yes">
            <source>%n star(s)</source>
            <translation>
                <numerusform>%n star</numerusform>
                <numerusform>%n stars</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>AppendDialog</name>
        <message numerus="yes">
            <source>Captions of %n chosen photo(s)</source>
            <translation>
                <numerusform>Captions of %n chosen photo</numerusform>
                <numerusform>Captions of %n chosen photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n caption(s) change and become yours.</source>
            <translation>
                <numerusform>%n caption change and become yours.</numerusform>
                <numerusform>%n captions change and become yours.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n caption(s) of yours will be replaced.</source>
            <translation>
                <numerusform>%n caption of yours will be replaced.</numerusform>
                <numerusform>%n captions of yours will be replaced.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>BottomBar</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n chosen</source>
            <translation>
                <numerusform>%n chosen</numerusform>
                <numerusform>%n chosen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) not described yet…</source>
            <translation>
                <numerusform>%n photo not described yet…</numerusform>
                <numerusform>%n photos not described yet…</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CaptionWriting</name>
        <message numerus="yes">
            <source>%n caption(s) changed.</source>
            <translation>
                <numerusform>%n caption changed.</numerusform>
                <numerusform>%n captions changed.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CompletionList</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ContactSheetDialog</name>
        <message numerus="yes">
            <source>Contact sheet of %n photo(s)</source>
            <translation>
                <numerusform>Contact sheet of %n photo</numerusform>
                <numerusform>Contact sheet of %n photos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ContactSheets</name>
        <message numerus="yes">
            <source>A contact sheet of %n page(s) is saved as {name}.</source>
            <translation>
                <numerusform>A contact sheet of %n page is saved as {name}.</numerusform>
                <numerusform>A contact sheet of %n pages is saved as {name}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) could not be read.</source>
            <translation>
                <numerusform>%n photo could not be read.</numerusform>
                <numerusform>%n photos could not be read.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>DescribingDialog</name>
        <message numerus="yes">
            <source>%n photo(s) to be described</source>
            <translation>
                <numerusform>%n photo to be described</numerusform>
                <numerusform>%n photos to be described</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>DuplicatesDialog</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n group(s) of duplicates</source>
            <translation>
                <numerusform>%n group of duplicates</numerusform>
                <numerusform>%n groups of duplicates</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>FailureList</name>
        <message numerus="yes">
            <source>%n problem(s)</source>
            <translation>
                <numerusform>%n problem</numerusform>
                <numerusform>%n problems</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>GridHeader</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>InspectorPanel</name>
        <message numerus="yes">
            <source>%n photo(s) chosen</source>
            <translation>
                <numerusform>%n photo chosen</numerusform>
                <numerusform>%n photos chosen</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Jobs</name>
        <message numerus="yes">
            <source>%n minute(s)</source>
            <translation>
                <numerusform>%n minute</numerusform>
                <numerusform>%n minutes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n hour(s)</source>
            <translation>
                <numerusform>%n hour</numerusform>
                <numerusform>%n hours</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Listing</name>
        <message numerus="yes">
            <source>%n photo(s) of the map</source>
            <translation>
                <numerusform>%n photo of the map</numerusform>
                <numerusform>%n photos of the map</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MapDialog</name>
        <message numerus="yes">
            <source>%n photo(s) with a place</source>
            <translation>
                <numerusform>%n photo with a place</numerusform>
                <numerusform>%n photos with a place</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MapView</name>
        <message numerus="yes">
            <source>%n photo(s) here</source>
            <translation>
                <numerusform>%n photo here</numerusform>
                <numerusform>%n photos here</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>NoteLine</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n similar photo(s)</source>
            <translation>
                <numerusform>%n similar photo</numerusform>
                <numerusform>%n similar photos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PhotoActions</name>
        <message numerus="yes">
            <source>%n caption(s) changed.</source>
            <translation>
                <numerusform>%n caption changed.</numerusform>
                <numerusform>%n captions changed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) will be tried again.</source>
            <translation>
                <numerusform>%n job will be tried again.</numerusform>
                <numerusform>%n jobs will be tried again.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PhotoEditing</name>
        <message numerus="yes">
            <source>Rate %n photo(s)</source>
            <translation>
                <numerusform>Rate %n photo</numerusform>
                <numerusform>Rate %n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Make %n favourite(s)</source>
            <translation>
                <numerusform>Make %n favourite</numerusform>
                <numerusform>Make %n favourites</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Remove %n favourite(s)</source>
            <translation>
                <numerusform>Remove %n favourite</numerusform>
                <numerusform>Remove %n favourites</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Label %n photo(s)</source>
            <translation>
                <numerusform>Label %n photo</numerusform>
                <numerusform>Label %n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Rotate %n photo(s)</source>
            <translation>
                <numerusform>Rotate %n photo</numerusform>
                <numerusform>Rotate %n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Add %n photo(s) to “{name}”</source>
            <translation>
                <numerusform>Add %n photo to “{name}”</numerusform>
                <numerusform>Add %n photos to “{name}”</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Remove %n photo(s) from “{name}”</source>
            <translation>
                <numerusform>Remove %n photo from “{name}”</numerusform>
                <numerusform>Remove %n photos from “{name}”</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Edit %n caption(s)</source>
            <translation>
                <numerusform>Edit %n caption</numerusform>
                <numerusform>Edit %n captions</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Append to %n caption(s)</source>
            <translation>
                <numerusform>Append to %n caption</numerusform>
                <numerusform>Append to %n captions</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Write one caption for %n photo(s)</source>
            <translation>
                <numerusform>Write one caption for %n photo</numerusform>
                <numerusform>Write one caption for %n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Reject %n caption(s)</source>
            <translation>
                <numerusform>Reject %n caption</numerusform>
                <numerusform>Reject %n captions</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Describe %n photo(s) again</source>
            <translation>
                <numerusform>Describe %n photo again</numerusform>
                <numerusform>Describe %n photos again</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PhotoModel</name>
        <message numerus="yes">
            <source>%n star(s)</source>
            <translation>
                <numerusform>%n star</numerusform>
                <numerusform>%n stars</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PreferencesDialog</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PrintPhotosDialog</name>
        <message numerus="yes">
            <source>Print %n photo(s)</source>
            <translation>
                <numerusform>Print %n photo</numerusform>
                <numerusform>Print %n photos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Printing</name>
        <message numerus="yes">
            <source>%n page(s) sent to the printer.</source>
            <translation>
                <numerusform>%n page sent to the printer.</numerusform>
                <numerusform>%n pages sent to the printer.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) could not be read.</source>
            <translation>
                <numerusform>%n photo could not be read.</numerusform>
                <numerusform>%n photos could not be read.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ProposalList</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RatingRow</name>
        <message numerus="yes">
            <source>%n star(s)</source>
            <translation>
                <numerusform>%n star</numerusform>
                <numerusform>%n stars</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ReplaceDialog</name>
        <message numerus="yes">
            <source>In the captions of %n chosen photo(s). What changes becomes yours.</source>
            <translation>
                <numerusform>In the captions of %n chosen photo. What changes becomes yours.</numerusform>
                <numerusform>In the captions of %n chosen photos. What changes becomes yours.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SidebarModel</name>
        <message numerus="yes">
            <source>{name}, %n group(s)</source>
            <translation>
                <numerusform>{name}, %n group</numerusform>
                <numerusform>{name}, %n groups</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{name}, %n photo(s)</source>
            <translation>
                <numerusform>{name}, %n photo</numerusform>
                <numerusform>{name}, %n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Photos added within the last %n day(s)</source>
            <translation>
                <numerusform>Photos added within the last %n day</numerusform>
                <numerusform>Photos added within the last %n days</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SkippedFiles</name>
        <message numerus="yes">
            <source>%n file(s) skipped</source>
            <translation>
                <numerusform>%n file skipped</numerusform>
                <numerusform>%n files skipped</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>StatisticsDialog</name>
        <message numerus="yes">
            <source>%n photo(s)</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Trash</name>
        <message numerus="yes">
            <source>Move %n file(s) to the trash?</source>
            <translation>
                <numerusform>Move %n file to the trash?</numerusform>
                <numerusform>Move %n files to the trash?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Move %n file(s) to the trash</source>
            <translation>
                <numerusform>Move %n file to the trash</numerusform>
                <numerusform>Move %n files to the trash</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Tray</name>
        <message numerus="yes">
            <source>%n photo(s) described. Click to see what is new.</source>
            <translation>
                <numerusform>%n photo described. Click to see what is new.</numerusform>
                <numerusform>%n photos described. Click to see what is new.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>WeightsNotice</name>
        <message numerus="yes">
            <source>%n photo(s) were described by an earlier model. What you wrote yourself stays.</source>
            <translation>
                <numerusform>%n photo were described by an earlier model. What you wrote yourself stays.</numerusform>
                <numerusform>%n photos were described by an earlier model. What you wrote yourself stays.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n photo(s) are being described anew.</source>
            <translation>
                <numerusform>%n photo are being described anew.</numerusform>
                <numerusform>%n photos are being described anew.</numerusform>
            </translation>
        </message>
    </context>
</TS>
