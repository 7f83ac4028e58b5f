using System.Text;
using System.Text.Json;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// SentencePiece unigram tokenizer of the Universal Sentence Encoder Lite: the segmentation with the greatest sum of log probabilities
/// (Kudo, "Subword Regularization", 2018), with the reference implementation's tie and unknown rules, since the weights were trained on them.
/// </summary>
public sealed class SentencePieceTokenizer
{
    private const int ReservedIds = 6;
    private const int UnknownId = 0;
    private const char WordStart = '▁';

    private readonly Dictionary<long, int> _children = [];
    private readonly List<int> _pieceOfNode = [-1];
    private readonly double[] _logProbability;
    private readonly int[] _pieceLength;

    private SentencePieceTokenizer(IReadOnlyList<(string Piece, double LogProbability)> vocabulary)
    {
        _logProbability = new double[vocabulary.Count];
        _pieceLength = new int[vocabulary.Count];
        for (var id = 0; id < vocabulary.Count; id++)
        {
            var (piece, logProbability) = vocabulary[id];
            _logProbability[id] = logProbability;
            _pieceLength[id] = piece.EnumerateRunes().Count();
            if (id >= ReservedIds)
            {
                Insert(piece, id);
            }
        }
    }

    /// <summary>Number of ids; every id that <see cref="Tokenize(string)"/> returns is below it.</summary>
    public int VocabularySize => _logProbability.Length;

    /// <summary>Reads a vocabulary: a JSON array of [piece, log probability or null], ids being positions.</summary>
    /// <param name="vocabJson">UTF-8 JSON; left open.</param>
    /// <exception cref="JsonException">The stream is not such an array.</exception>
    public static SentencePieceTokenizer Load(Stream vocabJson)
    {
        using var json = JsonDocument.Parse(vocabJson);
        var vocabulary = new List<(string, double)>();
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            // Seven pieces carry null; the reference adds null as 0.
            var score = entry[1].ValueKind == JsonValueKind.Null ? 0 : entry[1].GetDouble();
            vocabulary.Add((entry[0].GetString() ?? throw new JsonException("A piece must be a string."), score));
        }

        return new SentencePieceTokenizer(vocabulary);
    }

    /// <summary>Returns the ids of the best segmentation, empty for empty text; a run of characters without a piece is one id 0.</summary>
    /// <param name="text">Any string; lone surrogates count as U+FFFD.</param>
    public int[] Tokenize(string text) => Tokenize(text, out _);

    /// <summary>The same, and says how much of the text the vocabulary knows.</summary>
    /// <param name="text">Any string; lone surrogates count as U+FFFD.</param>
    /// <param name="readShare">
    /// Share of the text's letters, 0 to 1, that lie in pieces longer than a letter: words and parts of words. Letters without a piece, and letters that only have themselves (the vocabulary
    /// holds some of each larger script), say nothing together. 1 for a text without letters.
    /// </param>
    public int[] Tokenize(string text, out double readShare)
    {
        readShare = 1;
        var normalised = WellFormedText.Nfkc(text);
        if (normalised.Length == 0)
        {
            return [];
        }

        var symbols = Symbols(normalised);
        var best = new double[symbols.Length + 1];
        var lastPiece = new int[symbols.Length + 1];
        for (var start = 0; start < symbols.Length; start++)
        {
            Extend(symbols, start, best, lastPiece);
        }

        readShare = ReadShare(symbols, lastPiece);
        return Backtrack(lastPiece);
    }

    private static int[] Symbols(string text)
    {
        var symbols = new int[text.Length + 1];
        symbols[0] = WordStart;
        var count = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            symbols[count++] = rune.Value == ' ' ? WordStart : rune.Value;
        }

        return symbols[..count];
    }

    private void Extend(int[] symbols, int start, double[] best, int[] lastPiece)
    {
        var node = 0;
        var anyPiece = false;
        for (var end = start; end < symbols.Length; end++)
        {
            if (!_children.TryGetValue(Edge(node, symbols[end]), out node))
            {
                break;
            }

            var piece = _pieceOfNode[node];
            if (piece >= 0)
            {
                anyPiece = true;
                Offer(best, lastPiece, end + 1, best[start] + _logProbability[piece], piece);
            }
        }

        if (!anyPiece)
        {
            Offer(best, lastPiece, start + 1, best[start], UnknownId);
        }
    }

    // The reference takes 0 for "nothing here yet" and lets the later start win a tie. Both are oddities to keep: the
    // reference ids depend on them. Starts are visited in ascending order, which is the order in which it compares them.
    private static void Offer(double[] best, int[] lastPiece, int end, double score, int piece)
    {
        if (best[end] == 0 || score >= best[end])
        {
            best[end] = score;
            lastPiece[end] = piece;
        }
    }

    private double ReadShare(int[] symbols, int[] lastPiece)
    {
        var (letters, read) = (0, 0);
        for (var end = lastPiece.Length - 1; end > 0; end -= _pieceLength[lastPiece[end]])
        {
            var ofPiece = 0;
            for (var i = end - _pieceLength[lastPiece[end]]; i < end; i++)
            {
                ofPiece += Rune.IsLetter(new Rune(symbols[i])) ? 1 : 0;
            }

            letters += ofPiece;
            read += _pieceLength[lastPiece[end]] > 1 ? ofPiece : 0;
        }

        return letters == 0 ? 1 : (double)read / letters;
    }

    private int[] Backtrack(int[] lastPiece)
    {
        var ids = new List<int>();
        for (var end = lastPiece.Length - 1; end > 0; end -= _pieceLength[lastPiece[end]])
        {
            var piece = lastPiece[end];
            if (piece != UnknownId || ids.Count == 0 || ids[^1] != UnknownId)
            {
                ids.Add(piece);
            }
        }

        ids.Reverse();
        return [.. ids];
    }

    private void Insert(string piece, int id)
    {
        var node = 0;
        foreach (var rune in piece.EnumerateRunes())
        {
            var edge = Edge(node, rune.Value);
            if (!_children.TryGetValue(edge, out var child))
            {
                child = _pieceOfNode.Count;
                _pieceOfNode.Add(-1);
                _children.Add(edge, child);
            }

            node = child;
        }

        // One piece stands three times in the vocabulary; the last id wins.
        _pieceOfNode[node] = id;
    }

    private static long Edge(int node, int symbol) => ((long)node << 21) | (uint)symbol;
}
