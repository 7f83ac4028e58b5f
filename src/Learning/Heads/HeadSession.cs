using System.Collections.Concurrent;
using System.Globalization;
using ActiveLearning.Learning.Committee;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLearning.Learning.Heads;

/// <summary>Runs a head's ONNX graph over rows of a feature block. Safe for concurrent callers; each call computes on its caller's thread.</summary>
public sealed class HeadSession : IDisposable
{
    private const int RowsPerRun = 128;

    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly ConcurrentBag<Buffers> _idle = [];
    private readonly string[] _inputs;
    private readonly string[] _outputs = [HeadGraph.Probabilities];
    private readonly string[] _outputsWithMembers = [HeadGraph.Probabilities, HeadGraph.MemberProbabilities];

    private HeadSession(InferenceSession session, int classes, int embeddingDimensions, int members, float[] decisionOffsets, HeadChoice? choice)
    {
        DecisionOffsets = decisionOffsets;
        Choice = choice;
        Members = members;
        _session = session;
        Classes = classes;
        EmbeddingDimensions = embeddingDimensions;
        _inputs = embeddingDimensions > 0 ? [HeadGraph.Columns, HeadGraph.Weights, HeadGraph.Embedding, HeadGraph.EmbeddingScale] : [HeadGraph.Columns, HeadGraph.Weights];
    }

    /// <summary>Probabilities per item.</summary>
    public int Classes { get; }

    /// <summary>Length of the embeddings that the graph takes; 0 when it takes none.</summary>
    public int EmbeddingDimensions { get; }

    /// <summary>Members of the committee in the graph; 0 when it has none.</summary>
    public int Members { get; }

    /// <summary>
    /// What was added to each class's logit so that decisions follow stated shares (<see cref="StatedShares"/>); empty when nothing was. Doubt is better looked for without it.
    /// </summary>
    public float[] DecisionOffsets { get; }

    /// <summary>The choice behind the head; null when the graph does not say.</summary>
    public HeadChoice? Choice { get; }

    /// <summary>Loads the bytes that <see cref="Head.ToOnnx()"/> gave.</summary>
    /// <exception cref="OnnxRuntimeException">The bytes are no ONNX graph.</exception>
    /// <exception cref="ArgumentException">The graph is no head.</exception>
    public static HeadSession Load(byte[] onnx)
    {
        ArgumentNullException.ThrowIfNull(onnx);
        using var options = SingleThreadSession.Options();
        var session = new InferenceSession(onnx, options);
        var metadata = session.ModelMetadata.CustomMetadataMap;
        if (!metadata.TryGetValue(HeadGraph.ClassesKey, out var classes) || !metadata.TryGetValue(HeadGraph.DimensionsKey, out var dimensions))
        {
            session.Dispose();
            throw new ArgumentException("This graph was not written by a head.", nameof(onnx));
        }

        var members = metadata.GetValueOrDefault(HeadGraph.MembersKey, "0");
        return new HeadSession(
            session,
            int.Parse(classes, CultureInfo.InvariantCulture),
            int.Parse(dimensions, CultureInfo.InvariantCulture),
            int.Parse(members, CultureInfo.InvariantCulture),
            metadata.TryGetValue(HeadGraph.OffsetsKey, out var offsets) ? [.. offsets.Split(';').Select(offset => float.Parse(offset, CultureInfo.InvariantCulture))] : [],
            metadata.TryGetValue(HeadGraph.ChosenCKey, out var c) && metadata.TryGetValue(HeadGraph.CrossoverKey, out var crossover)
                && metadata.TryGetValue(HeadGraph.LabelsAtChoiceKey, out var labels)
                ? new HeadChoice(
                    double.Parse(c, CultureInfo.InvariantCulture), double.Parse(crossover, CultureInfo.InvariantCulture), int.Parse(labels, CultureInfo.InvariantCulture),
                    metadata.TryGetValue(HeadGraph.ContextShareKey, out var share) ? double.Parse(share, CultureInfo.InvariantCulture) : HeadRecipe.EvenContextShare)
                : null);
    }

    /// <summary>Computes class probabilities of consecutive rows.</summary>
    /// <param name="block">Features; a row without an embedding is scored by its n-grams.</param>
    /// <param name="first">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="probabilities">Receives <c>count * Classes</c> values.</param>
    /// <exception cref="ArgumentException">The block's embeddings have another length, or the span is too short.</exception>
    public void Score(FeatureBlock block, int first, int count, Span<float> probabilities) => Score(block, first, count, probabilities, []);

    /// <summary>Computes class probabilities of consecutive rows and, in the same pass, how far the committee is apart about them.</summary>
    /// <param name="block">Features; a row without an embedding is scored by its n-grams.</param>
    /// <param name="first">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="probabilities">Receives <c>count * Classes</c> values.</param>
    /// <param name="opinions">Receives <c>count</c> opinions; empty when nobody wants them.</param>
    /// <exception cref="ArgumentException">As for the other overload, or opinions are wanted and the graph has no committee.</exception>
    public void Score(FeatureBlock block, int first, int count, Span<float> probabilities, Span<CommitteeOpinion> opinions)
    {
        var buffers = Take(block, count, probabilities, opinions);
        Score(block, buffers.Range(first, count), buffers, probabilities, opinions);
    }

    /// <summary>Computes class probabilities of any rows.</summary>
    /// <param name="block">Features; a row without an embedding is scored by its n-grams.</param>
    /// <param name="rows">The rows, in any order.</param>
    /// <param name="probabilities">Receives <c>rows.Length * Classes</c> values, in the order of <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">The block's embeddings have another length, or the span is too short.</exception>
    public void Score(FeatureBlock block, ReadOnlySpan<int> rows, Span<float> probabilities) => Score(block, rows, probabilities, []);

    /// <summary>Computes class probabilities of any rows and, in the same pass, how far the committee is apart about them.</summary>
    /// <param name="block">Features; a row without an embedding is scored by its n-grams.</param>
    /// <param name="rows">The rows, in any order.</param>
    /// <param name="probabilities">Receives <c>rows.Length * Classes</c> values, in the order of <paramref name="rows"/>.</param>
    /// <param name="opinions">Receives an opinion for each row; empty when nobody wants them.</param>
    /// <exception cref="ArgumentException">As for the other overload, or opinions are wanted and the graph has no committee.</exception>
    public void Score(FeatureBlock block, ReadOnlySpan<int> rows, Span<float> probabilities, Span<CommitteeOpinion> opinions) =>
        Score(block, rows, Take(block, rows.Length, probabilities, opinions), probabilities, opinions);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    private Buffers Take(FeatureBlock block, int count, Span<float> probabilities, Span<CommitteeOpinion> opinions)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (EmbeddingDimensions > 0 && block.EmbeddingDimensions != EmbeddingDimensions)
        {
            throw new ArgumentException($"This head reads embeddings of {EmbeddingDimensions} values.", nameof(block));
        }

        if (probabilities.Length < count * Classes)
        {
            throw new ArgumentException("There must be room for one row of probabilities per item.", nameof(probabilities));
        }

        if (!opinions.IsEmpty && (Members == 0 || opinions.Length < count))
        {
            throw new ArgumentException("Opinions come from a committee, and need room for one per item.", nameof(opinions));
        }

        return _idle.TryTake(out var buffers) ? buffers : new Buffers(RowsPerRun, EmbeddingDimensions, Classes, Members);
    }

    private void Score(FeatureBlock block, ReadOnlySpan<int> rows, Buffers buffers, Span<float> probabilities, Span<CommitteeOpinion> opinions)
    {
        // Rows of like length run together, so that little is computed for padding.
        var order = buffers.Order(block, rows);
        for (var done = 0; done < rows.Length; done += RowsPerRun)
        {
            Run(block, rows, order[done..Math.Min(rows.Length, done + RowsPerRun)], buffers, probabilities, opinions);
        }

        _idle.Add(buffers);
    }

    private void Run(FeatureBlock block, ReadOnlySpan<int> all, ReadOnlySpan<int> places, Buffers buffers, Span<float> probabilities, Span<CommitteeOpinion> opinions)
    {
        var count = places.Length;
        var width = Math.Max(1, block.NgramCount(all[places[^1]]));
        buffers.EnsureWidth(width);
        for (var i = 0; i < count; i++)
        {
            buffers.Fill(block, all[places[i]], i, width);
        }

        using var columns = OrtValue.CreateTensorValueFromMemory<int>(OrtMemoryInfo.DefaultInstance, buffers.Columns.AsMemory(0, count * width), [count, width]);
        using var weights = OrtValue.CreateTensorValueFromMemory<float>(OrtMemoryInfo.DefaultInstance, buffers.Weights.AsMemory(0, count * width), [count, width]);
        using var output = OrtValue.CreateTensorValueFromMemory<float>(OrtMemoryInfo.DefaultInstance, buffers.Output.AsMemory(0, count * Classes), [count, Classes]);
        using var members = OrtValue.CreateTensorValueFromMemory<float>(
            OrtMemoryInfo.DefaultInstance, buffers.Members.AsMemory(0, count * Members * Classes), [count, Members, Classes]);
        var asked = !opinions.IsEmpty;
        string[] names = asked ? _outputsWithMembers : _outputs;
        OrtValue[] outputs = asked ? [output, members] : [output];
        if (EmbeddingDimensions > 0)
        {
            using var codes = OrtValue.CreateTensorValueFromMemory<sbyte>(
                OrtMemoryInfo.DefaultInstance, buffers.Codes.AsMemory(0, count * EmbeddingDimensions), [count, EmbeddingDimensions]);
            using var scales = OrtValue.CreateTensorValueFromMemory<float>(OrtMemoryInfo.DefaultInstance, buffers.Scales.AsMemory(0, count), [count, 1]);
            _session.Run(_runOptions, _inputs, [columns, weights, codes, scales], names, outputs);
        }
        else
        {
            _session.Run(_runOptions, _inputs, [columns, weights], names, outputs);
        }

        for (var i = 0; i < count; i++)
        {
            buffers.Output.AsSpan(i * Classes, Classes).CopyTo(probabilities[(places[i] * Classes)..]);
            if (asked)
            {
                opinions[places[i]] = CommitteeOpinion.Of(buffers.Members.AsSpan(i * Members * Classes, Members * Classes), Classes);
            }
        }
    }

    /// <summary>Memory of one call, kept for the next.</summary>
    private sealed class Buffers(int rows, int dimensions, int classes, int members)
    {
        private int[] _range = [];
        private int[] _order = [];
        private int[] _lengths = [];

        public int[] Columns { get; private set; } = [];

        public float[] Weights { get; private set; } = [];

        public sbyte[] Codes { get; } = new sbyte[rows * dimensions];

        public float[] Scales { get; } = new float[rows];

        public float[] Output { get; } = new float[rows * classes];

        public float[] Members { get; } = new float[rows * classes * members];

        public void EnsureWidth(int width)
        {
            if (Columns.Length < rows * width)
            {
                Columns = new int[rows * width];
                Weights = new float[rows * width];
            }
        }

        public void Fill(FeatureBlock block, int row, int at, int width)
        {
            var columns = Columns.AsSpan(at * width, width);
            var weights = Weights.AsSpan(at * width, width);
            var count = block.NgramCount(row);
            block.CopyNgrams(row, columns, weights);
            columns[count..].Clear();
            weights[count..].Clear();
            if (dimensions > 0)
            {
                var codes = Codes.AsSpan(at * dimensions, dimensions);
                codes.Clear();
                block.EmbeddingCodes(row).CopyTo(codes);
                Scales[at] = block.EmbeddingScale(row);
            }
        }

        public ReadOnlySpan<int> Range(int first, int count)
        {
            if (_range.Length < count)
            {
                _range = new int[count];
            }

            for (var i = 0; i < count; i++)
            {
                _range[i] = first + i;
            }

            return _range.AsSpan(0, count);
        }

        public ReadOnlySpan<int> Order(FeatureBlock block, ReadOnlySpan<int> rows)
        {
            if (_order.Length < rows.Length)
            {
                _order = new int[rows.Length];
                _lengths = new int[rows.Length];
            }

            for (var i = 0; i < rows.Length; i++)
            {
                _order[i] = i;
                _lengths[i] = block.NgramCount(rows[i]);
            }

            Array.Sort(_lengths, _order, 0, rows.Length);
            return _order.AsSpan(0, rows.Length);
        }
    }
}
