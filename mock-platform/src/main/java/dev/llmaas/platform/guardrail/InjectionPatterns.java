package dev.llmaas.platform.guardrail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders that turn a model against its instructions, in English, French, German, Spanish, Italian, Chinese and Japanese, for
 * texts in small letters without accents. Each pattern has anchors: one of them is in every text that it matches. Anchors
 * say which texts need no closer look; the patterns alone decide.
 */
final class InjectionPatterns {
    /**
     * A pattern.
     *
     * @param code what it finds
     * @param anchors one of them is in every text that it matches
     * @param further one of them is too; none if there is no second list
     */
    record Known(String code, List<String> anchors, List<String> further, Pattern pattern) {}

    private static final String OVERRIDE = "prompt_injection";
    private static final String LEAK = "prompt_leak";
    private static final String JAILBREAK = "jailbreak";
    private static final String MARKS = "format_marks";

    static final List<Known> ALL = List.of(
            // English
            known(
                    OVERRIDE,
                    "ignor disregard forget overrid overrule bypass neglect overlook \"stop following\" \"do not follow\" \"don't follow\" \"not obey\" & instruction prompt rule directive guideline programming constraint restriction message polic training",
                    "\\b(ignor(e|ing)|disregard(ing)?|forget|overrid(e|ing)|overrule|bypass|neglect|overlook|stop following|(do not|don't|no longer) (follow|obey))\\b[^.!?\\n]{0,30}?\\b(previous|prior|above|earlier|preceding|foregoing|initial|original|system|safety|existing|former|your|developer'?s?|given|all of the|you (have|were|had))\\b[^.!?\\n]{0,40}?\\b(instructions?|prompts?|rules?|directives?|guidelines?|programming|constraints?|restrictions?|system messages?|policies|training)\\b"),
            known(
                    OVERRIDE,
                    "ignor disregard forget overrid",
                    "\\b(ignore|disregard|forget|override)\\b[^.!?\\n]{0,20}?\\b(instructions?|prompts?|rules?|directives?|guidelines?)\\b[^.!?\\n]{0,15}?\\b(above(?! \\w)|above (and|or)|before this|preceding|you (were|have been) given|given to you|so far)\\b"),
            known(
                    OVERRIDE,
                    "ignor disregard forget",
                    "\\b(ignore|disregard|forget)\\b (everything|anything|all|whatever|what) (that )?((was |is |has been |came |you were |you have been |i |they |you )?(said|told|written|instructed|stated|learned|before|above|earlier|know)\\b)[^.!?\\n]{0,30}?\\b(above|before|earlier|until now|so far|previously|instructions?|to do|to say|now|and)\\b"),
            known(
                    OVERRIDE,
                    "\"new instructions\" \"system override\" \"instructions are now\" \"new system prompt\" \"updated instructions\"",
                    "(^|[\\n>#*\\[(\"] ?|\\b(here are|these are|follow|your) )((your )?(new|updated) (system )?(instructions|system prompt)( are| is)? ?:|system override\\b|instructions are now ?:)"),
            known(
                    LEAK,
                    "\"system prompt\" \"system message\" instructions \"initial prompt\" \"hidden prompt\" \"original prompt\" \"secret prompt\" \"full prompt\" \"pre-prompt\" preprompt & reveal show print repeat output display tell give leak dump write expose disclose share list recite quote summar translat encode copy \"what \" what's",
                    "\\b(reveal|show|print|repeat|output|display|tell|give|leak|dump|write|expose|disclose|share|list|recite|quote|summari[sz]e|translate|encode|copy|what (is|are|was|were)|what's)\\b[^.!?\\n]{0,30}?\\b(your|you were given|the assistant's|its own)\\b[^.!?\\n]{0,25}?\\b(((system|initial|hidden|secret|original|internal|full|entire|exact|confidential|developer|underlying|starting|first|base|own) ){1,3}(prompts?|instructions|messages?|configuration|directives|guidelines)|pre-?prompt|instructions (verbatim|word for word))\\b"),
            known(
                    LEAK,
                    "repeat print output \"copy\" verbatim",
                    "\\b(repeat|print|output|copy|write out|recite)\\b[^.!?\\n]{0,20}?\\b(everything|all|the words|the text|all text|all of the text|all the text)\\b[^.!?\\n]{0,12}?\\b(above(?! (the|a|an|my|each|every|row|line \\d|\\d))|before this|preceding this|in your context|you were (told|given))\\b"),
            known(
                    JAILBREAK,
                    "\"do anything now\" jailbr \"dan mode\" \"developer mode\" unrestricted uncensored unfiltered \"god mode\" \"evil mode\"",
                    "\\b(do anything now|you are (now )?(dan|jailbroken|unrestricted|uncensored|unfiltered)|(?<!do i )(?<!how to )(?<!can i )(?<!should i )(?<!can you )\\b(enable|activate|enter|switch (in)?to|turn on|go into) (dan|jailbreak|jailbroken|developer|god|evil|unrestricted|unfiltered|uncensored) mode|(dan|jailbreak|developer|god|evil|unrestricted) mode (is )?(now )?(enabled|activated|active|on|engaged)|(act|behave|respond|answer|reply|operate|pretend)[^.!?\\n]{0,25}?(unrestricted|uncensored|unfiltered|jailbroken)( ai| assistant| model| bot| chatbot|\\b))"),
            known(
                    JAILBREAK,
                    "restrictions rules filter limit guidelines ethic moral censor policies safeguards & \"you are\" \"act as\" \"act like\" pretend become \"respond as\" \"answer as\" roleplay role-play \"imagine you\" simulat behav \"from now on\"",
                    "\\b(you are( now)?|act as|act like|pretend|become|respond as|answer as|roleplay|role-play|imagine you are|simulate|behave|from now on)\\b[^.!?\\n]{0,60}?\\b(ai|assistant|model|chatbot|you|bot|persona|character)?\\b[^.!?\\n]{0,40}?\\b(no|without|free (of|from)|not bound by|not limited by|ignores?|removed?|unbound by|breaks?)( (any|all|your|its|of|the|such))* ((ethical|moral|content|safety|usual) )?(restrictions|rules|filters?|limits|limitations|guidelines|ethics|morals?|censorship|policies|policy|safeguards|constraints)\\b"),
            known(
                    JAILBREAK,
                    "disabl \"turn off\" bypass remov circumvent deactivat",
                    "\\b(disable|turn off|bypass|remove|circumvent|deactivate|switch off|suspend)\\b (all |any )?(of )?(your|the assistant's|the ai's) [^.!?\\n]{0,20}?\\b(safety|content|ethical|moral|filters?|guidelines|restrictions|safeguards|guardrails|censorship|alignment|protocols)\\b"),
            // French
            known(
                    OVERRIDE,
                    "ignor oubli neglig contourn outrepass \"tiens pas compte\" \"tenez pas compte\" \"tiens plus compte\" \"tenez plus compte\" \"faire abstraction\" \"fais abstraction\" \"faites abstraction\" desobei \"ne suis plus\" \"ne respecte\" & instruction consigne regle directive prompt ordre",
                    "(?<!ai )(?<!as )(?<!\\ba )(?<!ons )(?<!ez )(?<!ont )(?<!suis )\\b(ignore[rz]?|oublie[rz]?|neglige[rz]?|contourne[rz]?|outrepasse[rz]?|desobei[srt]*|(tiens|tenez|tenir) (pas|plus|aucun) compte|(fais|faites|faire) abstraction|ne (suis|suivez|respecte|respectez) (plus|pas))\\b[^.!?\\n]{0,45}?(\\b(instructions?|consignes?|regles?|directives?|prompts?|ordres)\\b[^.!?\\n]{0,35}?(precedent|ci-dessus|anterieur|initial|systeme|recu|de depart|d'origine|(t'ai|t'a|t'ont|vous ai|vous a|vous ont) donne|qu'on t|qu'on v|avant|plus haut|de securite)|\\b(tes|vos|toutes (les|tes|vos)|precedentes?|anterieures?) (instructions?|consignes?|regles?|directives?|prompts?|ordres))"),
            known(
                    LEAK,
                    "prompt instructions consignes invite & \" ton \" \" ta \" \" tes \" votre \" vos \"",
                    "\\b(affiche[rz]?|montre[rz]?|revele[rz]?|donne[rz]?|repete[rz]?|recopie[rz]?|ecri(s|vez|re)|divulgue[rz]?|dis|dites|cite[rz]?|quel(le)?s? (est|sont)|traduis)\\b[^.!?\\n]{0,30}?\\b(ton|ta|tes|votre|vos)\\b[^.!?\\n]{0,20}?(prompt|(instructions?|consignes?|directives?|invite|message|configuration) (systeme|initiales?|secretes?|cachees?|internes?|de depart|d'origine|completes?|confidentielles?))"),
            known(
                    JAILBREAK,
                    "restriction regle limite filtre censure ethique morale & \"tu es\" \"vous etes\" \"agis comme\" comporte-toi \"fais comme\" \"fais semblant\" \"imagine que\" \"joue le\" \"reponds comme\"",
                    "\\b(tu es( maintenant| desormais)?|vous etes( maintenant| desormais)?|agis comme|comporte-toi|fais comme si|fais semblant|imagine que tu|joue le role|reponds comme)\\b[^.!?\\n]{0,70}?\\b(sans|aucune?|libre de|sans aucune?|n'a(s|yant)? (pas|plus) de)\\b ?((tes|vos|toute|tes|d'|de) ?)?(restrictions?|regles?|limites?|filtres?|censure|ethique|morale)\\b"),
            // German
            known(
                    OVERRIDE,
                    "ignorier vergiss vergessen missacht umgeh uberspring ubergeh hinweg \"nicht mehr an\" \"nicht an\" & anweisung instruktion regel vorgaben befehl richtlinie prompt einschrankung",
                    "\\b(ignorier(e|en|st)?|vergiss|vergessen sie|missachte[nt]?|umgehe[nt]?|uberspring(e|en|t)?|ubergehe[nt]?|setz(e|en)? (dich|sie sich) uber|halte dich nicht (mehr )?an|halten sie sich nicht (mehr )?an)\\b[^.!?\\n]{0,30}?\\b(vorherig|bisherig|obig|fruher|vorig|vorangegangen|alle|ursprunglich|system|deine|ihre|die dir|gegeben|sicherheits)[a-z]*\\b[^.!?\\n]{0,30}?(anweisung|instruktion|regeln|vorgaben|befehl|richtlinie|systemprompt|prompts?\\b|einschrankung)"),
            known(
                    LEAK,
                    "prompt anweisung instruktion vorgaben & zeig nenn gib geben verrate offenbare wiederhol drucke schreib ubersetz \"wie laute\" \"was ist\" \"was sind\" \"sag mir\"",
                    "\\b(zeig(e|en)?|nenn(e|en)?|gib|geben sie|verrate|offenbare|wiederhol(e|en)?|drucke|schreib(e|en)?|ubersetze|wie laute[nt]|was (ist|sind)|sag mir)\\b[^.!?\\n]{0,30}?\\b(dein|deine|deinen|ihr|ihre|ihren|den|die)\\b[^.!?\\n]{0,20}?\\b(system-?prompt|systemanweisung(en)?|systemnachricht|(interne|geheime|ursprungliche|versteckte|anfangliche)[nrs]? (anweisung|instruktion|vorgabe|prompt)[a-z]*)"),
            known(
                    JAILBREAK,
                    "einschrankung regeln filter grenzen zensur beschrankung moral & \"du bist\" \"sie sind\" \"tu so\" verhalt \"stell dir\" spiele \"antworte als\" \"antworte wie\" agier",
                    "\\b(du bist( jetzt| nun| ab sofort)?|sie sind( jetzt| nun)?|tu so|verhalte dich|stell dir vor|spiele|antworte (als|wie)|agiere)\\b[^.!?\\n]{0,70}?\\b(ohne|keine|keinerlei|frei von)\\b ?(jegliche |alle |deine )?(einschrankungen|regeln|filter|grenzen|zensur|beschrankungen|moral|richtlinien|ethik)\\b"),
            // Spanish
            known(
                    OVERRIDE,
                    "ignor olvid omit \"caso omiso\" desobede \"por alto\" \"no hagas caso\" \"no sigas\" salta & instrucciones reglas indicaciones ordenes directrices prompt normas",
                    "\\b(ignor(a|e|ad|en|ar)|olvid(a|e|ad|en|ar|ate)|omit(e|a|ir)|haz caso omiso|haga caso omiso|desobede(ce|zca)|pasa por alto|no hagas caso|no sigas|salt(a|ate|e))\\b[^.!?\\n]{0,40}?\\b((instrucciones|reglas|indicaciones|ordenes|directrices|prompts?|normas)\\b[^.!?\\n]{0,25}?(anterior|previ|arriba|inicial|sistema|recibid|dad|original|seguridad)|(tus|todas tus|anteriores|previas) (instrucciones|reglas|indicaciones|ordenes|directrices|normas)|todas las (instrucciones|directrices|normas de seguridad))"),
            known(
                    LEAK,
                    "prompt instrucciones mensaje & \" tu \" \" tus \" \" su \" \" sus \"",
                    "\\b(muestra(me)?|revela(me)?|dime|imprime|repite|escribe|ensena(me)?|divulga|cual(es)? (es|son)|dame|traduce)\\b[^.!?\\n]{0,30}?\\b(tu|tus|su|sus)\\b[^.!?\\n]{0,15}?\\b(prompt|(instrucciones|mensaje|directrices|configuracion) (del sistema|de sistema|iniciales|secretas|internas|ocultas|originales|inicial|interno|oculto|completas))"),
            known(
                    JAILBREAK,
                    "restric reglas filtro limite censura etic moral & eres actua comporta finge imagina \"responde como\" \"haz como\"",
                    "\\b(eres( ahora)?|actua como|comportate|finge|imagina que eres|responde como|haz como si)\\b[^.!?\\n]{0,70}?\\b(sin|ninguna?|libre de|no tienes?)\\b ?(ninguna? |tus |ningun tipo de )?(restricciones|restriccion|reglas|filtros?|limites?|censura|etica|moral)\\b"),
            // Italian
            known(
                    OVERRIDE,
                    "ignor dimentic trascur scavalc disattend \"non tenere conto\" \"non seguire\" aggir & istruzioni regole direttive comandi prompt indicazioni ordini",
                    "\\b(ignor(a|ate|are|i)|dimentic(a|ate|are|hi)|trascur(a|ate|are)|scavalc(a|are)|disattend(i|ere)|aggir(a|are)|non tenere conto|non seguire( piu)?)\\b[^.!?\\n]{0,40}?\\b((istruzioni|regole|direttive|comandi|prompt|indicazioni|ordini)\\b[^.!?\\n]{0,25}?(precedent|sopra|iniziali|sistema|ricevut|dat|di prima|original|sicurezza)|(le tue|tutte le|tutte le tue|precedenti) (istruzioni|regole|direttive|indicazioni))"),
            known(
                    LEAK,
                    "prompt istruzioni messaggio & tuo tue vostro vostre",
                    "\\b(mostra(mi)?|rivela(mi)?|dimmi|stampa|ripeti|scrivi|divulga|qual(i)? (e|sono)|dammi|traduci)\\b[^.!?\\n]{0,30}?\\b(il tuo|le tue|tuo|tue|il vostro|le vostre)\\b[^.!?\\n]{0,15}?\\b(prompt|(istruzioni|messaggio|direttive|configurazione) (di sistema|iniziali|segrete|interne|nascoste|originali|complete))"),
            known(
                    JAILBREAK,
                    "restriz regole filtr limit censura etic moral & \"sei \" agisci comporta \"fai finta\" immagina \"rispondi come\"",
                    "\\b(sei( ora)?|agisci come|comportati|fai finta|immagina di essere|rispondi come)\\b[^.!?\\n]{0,70}?\\b(senza|nessuna?|libero da|privo di)\\b ?(alcuna? |le tue )?(restrizioni|restrizione|regole|regola|filtri|filtro|limiti|limite|censura|etica|morale)\\b"),
            // Chinese
            known(
                    OVERRIDE,
                    "忽略 无视 忘记 忘掉 不要理会 跳过 绕过 無視 忽視 不要遵守 不再遵守",
                    "(忽略|无视|忘记|忘掉|不要理会|跳过|绕过|無視|忽視|不要遵守|不再遵守).{0,10}(之前|以上|前面|上述|先前|所有|系统|系統|原来|此前|一切|你的|你收到).{0,10}(指令|指示|提示|规则|規則|命令|限制|设定|設定|约束|要求)"),
            known(
                    LEAK,
                    "提示词 系统提示 系统指令 提示詞 初始指令 隐藏指令",
                    "(显示|告诉|输出|重复|打印|泄露|展示|说出|写出|透露|是什么|顯示).{0,12}(你的|您的|系统).{0,6}(提示词|系统提示|系统指令|提示詞|初始指令|隐藏指令)|(你的|您的)(系统提示|提示词|系统指令|初始指令).{0,6}(是什么|显示|告诉|输出|完整)"),
            known(
                    JAILBREAK,
                    "限制 规则 审查 约束 道德",
                    "(你现在是|你是一个|假装你是|扮演|从现在起|从现在开始).{0,20}(没有|不受|无视|摆脱|无).{0,6}(任何)?.{0,3}(限制|规则|审查|约束|道德)"),
            // Japanese
            known(
                    OVERRIDE,
                    "指示 命令 ルール プロンプト 指令 規則 制約",
                    "(以前|これまで|上記|前の|先の|すべて|全て|元の|システム|今まで|あなたの|与えられた).{0,12}(指示|命令|ルール|プロンプト|指令|規則|制約).{0,8}(無視|忘れ|忘却|破棄|従わな|放棄)"),
            known(
                    LEAK,
                    "プロンプト 初期指示 内部指示 システム指示",
                    "(あなたの|君の|システム).{0,8}(システムプロンプト|プロンプト|初期指示|内部指示|システム指示).{0,10}(表示|教え|見せ|出力|開示|繰り返|公開)"),
            known(
                    JAILBREAK,
                    "制限 規制 フィルター 倫理",
                    "(あなたは今から|あなたは今|今からあなたは|ふりをして|として振る舞|になりきって).{0,30}(制限|規制|フィルター|ルール|倫理).{0,8}(ない|なし|なく|無視|受けない|縛られ)|(制限|規制|フィルター|ルール|倫理).{0,6}(のない|なしの|を持たない|に縛られない).{0,10}(ai|アシスタント|モデル|人工知能).{0,12}(として|になり|のふり)"),
            // Marks of turns, which only a template may write
            known(
                    MARKS,
                    "<|im_start|> <|system|> <<sys>> <|start_header_id|> \"[system]\" \"### system\" \"</system>\" \"<system>\"",
                    "(<\\|im_start\\|> ?system\\b|<\\|system\\|>|<<sys>>|<\\|start_header_id\\|> ?system|(^|\\n|\\. )\\[system\\] ?:?|### ?system ?:|</?system>)[^<]{0,20}?\\b(you (are|must|will|now)|ignore|new|from now|tu es|du bist|eres|sei|override|the user|admin|always|never|respond|answer|your)\\b"));

    private InjectionPatterns() {}

    private static Known known(String code, String anchors, String pattern) {
        String[] lists = anchors.split(" & ", 2);
        List<String> further = lists.length == 1 ? List.of() : words(lists[1]);
        return new Known(code, words(lists[0]), further, Pattern.compile(pattern));
    }

    /** Words, and texts in quotes. */
    private static List<String> words(String anchors) {
        List<String> words = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"([^\"]+)\"|(\\S+)").matcher(anchors);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return List.copyOf(words);
    }

    /** All anchors. */
    static List<String> anchors() {
        return ALL.stream()
                .flatMap(known -> known.anchors().stream())
                .distinct()
                .toList();
    }
}
