using System.Text;

namespace ActiveLearning.Learning.Synthetic;

/// <summary>Sentence patterns of one language: a word in braces stands for a draw from the list of that name.</summary>
internal sealed record SyntheticPhrases(string Language, string[][] OfClass, string[] Fillers, IReadOnlyDictionary<string, string[]> Words)
{
    /// <summary>The part of the stream in each of <see cref="Languages"/>.</summary>
    public static double[] LanguageShares { get; } = [0.7, 0.17, 0.13];

    /// <summary>English, German, Spanish.</summary>
    public static SyntheticPhrases[] Languages { get; } = [English(), German(), Spanish()];

    /// <summary>Draws a pattern and fills its braces.</summary>
    public string Fill(string[] patterns, Random random)
    {
        var pattern = patterns[random.Next(patterns.Length)];
        var text = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '{')
            {
                text.Append(pattern[i]);
                continue;
            }

            var end = pattern.IndexOf('}', i);
            var words = Words[pattern[(i + 1)..end]];
            text.Append(words[random.Next(words.Length)]);
            i = end;
        }

        return text.ToString();
    }

    private static SyntheticPhrases English() => new(
        "en",
        [
            [
                "I love the {part} in this {thing}.", "This {thing} is {good}, watched it {times}.", "How do you get past the {part}?", "The {part} is so hard I want to scream.",
                "My {relative} showed me this {thing}.", "Who else is here in the {time}?", "That {part} killed me, so funny.", "This {thing} is {bad} but I keep watching.",
                "Can somebody tell me the name of the song at the {part}?", "Happy birthday from all of us!", "I destroyed my {relative} in this {thing} yesterday.",
                "The sound is {bad}, please fix the {part}.", "You explain it so well, thanks.", "We met at the {place} and watched it {times}.",
                "What camera did you use for the {part}?", "My {relative} says you should do a {thing} about dogs.", "Send it to the {place} contest, it is {good}.",
                "Nobody talks about the {part} and it is {good}.", "I wrote to the channel and got an answer, {good}.", "Please add the {part} back, the new one is {bad}.",
            ],
            [
                "Learn to {verb} before you post a {thing}.", "Nobody asked for your opinion on the {part}.", "What a {bad} comment, read it again.", "Stop talking, you know nothing about the {part}.",
                "Your {thing} is a waste of my time.", "Did you even watch it? Clearly not.", "That was the most {bad} take in the {time}.", "Just shut up about the {part} already.",
                "Go and {verb} somewhere else.", "You clearly can't {verb}, give it up.", "Such a {bad} answer, you should be ashamed of it.", "Who let you near a microphone?",
            ],
            [
                "Nobody at {place} likes you, {insult}.", "You are such a {insult}, everyone laughs at you.", "Look at your {feature}, no wonder you have no friends.", "Don't let the {insult} play with us.",
                "Everybody unfollow this {insult}.", "We all made a chat without you because you are a {insult}.", "With a {feature} like that I would hide at home.",
                "You will always be alone, {insult}.", "Even your {relative} thinks you are a {insult}.", "You don't belong here, go back to your corner, {insult}.",
            ],
            [
                "How old are you? Add me on {app}.", "You seem nice, let's talk on {app}, don't tell your {relative}.", "Send me a photo of you, only for me.", "What is your address? I have a {gift} for you.",
                "Are you alone at home in the {time}? Write me on {app}.", "This stays between us, text me on {app}.", "I can give you a {gift} if you meet me at the {place}.",
                "Which {place} do you go to? I could pick you up.",
            ],
            [
                "I will find you at the {place} and you will be sorry.", "Wait until the {time}, then you get hurt.", "You will get beaten up at the {place}.", "I know where you live, watch out.",
                "Somebody should teach you a lesson with their fists.", "I hope you fall down the stairs, and I may help.", "My {relative} and I are coming for you in the {time}.",
            ],
        ],
        ["Just saying.", "Anyway, good night.", "Watching from the {place}.", "My {relative} agrees.", "It is the {time} here.", "First time commenting.", "Not sure about the {part} though.", "Greetings from the {place}."],
        new Dictionary<string, string[]>
        {
            ["thing"] = ["video", "game", "song", "tutorial", "stream", "drawing", "level", "story", "clip", "dance"],
            ["part"] = ["ending", "boss", "intro", "second verse", "dragon", "jump", "cat", "last level", "melody", "bridge", "dog", "joke"],
            ["good"] = ["awesome", "brilliant", "so cute", "amazing", "the best", "really good", "lovely"],
            ["bad"] = ["terrible", "boring", "stupid", "awful", "horrible", "weak", "ridiculous"],
            ["times"] = ["twice", "ten times", "all day", "three times", "again and again"],
            ["relative"] = ["mum", "brother", "sister", "dad", "cousin", "grandma", "teacher"],
            ["time"] = ["evening", "morning", "weekend", "summer", "night", "holidays"],
            ["place"] = ["school", "park", "playground", "bus stop", "library", "club", "pool"],
            ["verb"] = ["read", "sing", "think", "play", "draw", "spell", "listen"],
            ["insult"] = ["loser", "baby", "weirdo", "freak", "clown", "nobody", "crybaby"],
            ["feature"] = ["face", "voice", "haircut", "nose", "laugh", "jacket"],
            ["app"] = ["the other app", "private chat", "messenger", "my number", "direct message"],
            ["gift"] = ["present", "game code", "new phone", "skin for your character", "gift card"],
        });

    private static SyntheticPhrases German() => new(
        "de",
        [
            [
                "Ich liebe {part} in diesem {thing}.", "Das {thing} ist {good}, habe es {times} gesehen.", "Wie schafft man {part}?", "Mein Bruder hat mir das {thing} gezeigt.",
                "Wer schaut das auch am {time}?", "Der Ton ist {bad}, aber {part} ist {good}.", "Danke, sehr gut erklärt.", "Bei {part} musste ich so lachen.", "Kannst du mal ein {thing} über Hunde machen?",
            ],
            [
                "Lern erst mal {verb}, bevor du ein {thing} machst.", "Keiner hat nach deiner Meinung gefragt.", "So ein {bad}er Kommentar, lies ihn noch mal.", "Hör auf zu reden, du hast keine Ahnung von {part}.",
                "Dein {thing} ist reine Zeitverschwendung.", "Sei endlich still.",
            ],
            [
                "Niemand mag dich, du {insult}.", "Du bist so ein {insult}, alle lachen über dich.", "Mit dem Gesicht würde ich zu Hause bleiben, {insult}.", "Lasst den {insult} nicht mitspielen.", "Wir haben eine Gruppe ohne dich, {insult}.",
            ],
            ["Wie alt bist du? Schreib mir auf {app}.", "Schick mir ein Foto von dir, nur für mich.", "Das bleibt unter uns, schreib mir auf {app}.", "Wo wohnst du? Ich habe ein Geschenk für dich.", "Bist du am {time} allein zu Hause?"],
            ["Ich finde dich vor der Schule, dann tut es dir leid.", "Warte bis {time}, dann gibt es Schläge.", "Ich weiß, wo du wohnst, pass auf.", "Dir sollte jemand mit Fäusten eine Lehre erteilen."],
        ],
        ["Nur so gesagt.", "Gute Nacht.", "Grüße aus dem Park.", "Mein Vater findet das auch.", "Ich kommentiere zum ersten Mal."],
        new Dictionary<string, string[]>
        {
            ["thing"] = ["Video", "Spiel", "Lied", "Level", "Bild", "Tutorial"],
            ["part"] = ["das Ende", "den Drachen", "den Anfang", "die Katze", "die letzte Stufe", "den Witz"],
            ["good"] = ["super", "genial", "so süß", "das Beste", "richtig gut"],
            ["bad"] = ["schlecht", "langweilig", "doof", "schwach", "peinlich"],
            ["times"] = ["zweimal", "zehnmal", "den ganzen Tag"],
            ["time"] = ["Abend", "Morgen", "Wochenende", "Montag"],
            ["verb"] = ["lesen", "singen", "denken", "spielen", "zeichnen"],
            ["insult"] = ["Versager", "Heulsuse", "Niemand", "Clown", "Spinner"],
            ["app"] = ["der anderen App", "dem Messenger", "meiner Nummer", "privat"],
        });

    private static SyntheticPhrases Spanish() => new(
        "es",
        [
            [
                "Me encanta {part} de este {thing}.", "Este {thing} es {good}, lo vi {times}.", "¿Cómo se pasa {part}?", "Mi hermana me enseñó este {thing}.", "¿Quién lo ve por la {time}?",
                "El sonido es {bad}, pero {part} es {good}.", "Gracias, muy bien explicado.", "Con {part} me reí mucho.",
            ],
            [
                "Aprende a {verb} antes de subir un {thing}.", "Nadie pidió tu opinión.", "Qué comentario tan {bad}, léelo otra vez.", "Deja de hablar, no sabes nada de {part}.", "Tu {thing} es una pérdida de tiempo.", "Cállate ya.",
            ],
            ["Nadie te quiere aquí, {insult}.", "Eres un {insult}, todos se ríen de ti.", "Con esa cara yo no saldría de casa, {insult}.", "No dejéis jugar a este {insult}.", "Hicimos un grupo sin ti, {insult}."],
            ["¿Cuántos años tienes? Escríbeme por {app}.", "Mándame una foto tuya, solo para mí.", "Que quede entre nosotros, escríbeme por {app}.", "¿Dónde vives? Tengo un regalo para ti.", "¿Estás sola en casa por la {time}?"],
            ["Te voy a encontrar en el colegio y lo vas a sentir.", "Espera a la {time} y te pego.", "Sé dónde vives, ten cuidado.", "Alguien debería darte una lección con los puños."],
        ],
        ["Solo digo.", "Buenas noches.", "Saludos desde el parque.", "Mi padre también lo cree.", "Es mi primer comentario."],
        new Dictionary<string, string[]>
        {
            ["thing"] = ["video", "juego", "nivel", "dibujo", "tutorial", "baile"],
            ["part"] = ["el final", "el dragón", "la intro", "el gato", "el último nivel", "el chiste"],
            ["good"] = ["genial", "increíble", "lo mejor", "muy bueno", "precioso"],
            ["bad"] = ["malo", "aburrido", "tonto", "flojo", "ridículo"],
            ["times"] = ["dos veces", "diez veces", "todo el día"],
            ["time"] = ["tarde", "mañana", "noche"],
            ["verb"] = ["leer", "cantar", "pensar", "jugar", "dibujar"],
            ["insult"] = ["perdedor", "llorón", "payaso", "bicho raro", "don nadie"],
            ["app"] = ["la otra app", "mensaje privado", "mi número"],
        });
}
