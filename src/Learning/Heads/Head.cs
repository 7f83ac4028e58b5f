using System.Numerics.Tensors;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads.Onnx;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// A linear layer with softmax over n-grams and an embedding. Immutable. Only n-gram columns that a labelled row has are stored; all others have weight 0.
/// </summary>
public sealed class Head
{
    private const float LowestBias = 5;

    internal Head(int classes, int embeddingDimensions, int[] columns, float[] ngramWeights, float[] embeddingWeights, float[] biases)
    {
        Classes = classes;
        EmbeddingDimensions = embeddingDimensions;
        Columns = columns;
        NgramWeights = ngramWeights;
        EmbeddingWeights = embeddingWeights;
        Biases = biases;
    }

    /// <summary>Classes of the project.</summary>
    public int Classes { get; }

    /// <summary>Length of an embedding; 0 where there is no encoder.</summary>
    public int EmbeddingDimensions { get; }

    /// <summary>N-gram columns that have a weight.</summary>
    public int ColumnCount => Columns.Length;

    /// <summary>N-gram columns that have a weight, ascending.</summary>
    internal int[] Columns { get; }

    /// <summary>[columns × classes].</summary>
    internal float[] NgramWeights { get; }

    /// <summary>[classes × dimensions].</summary>
    internal float[] EmbeddingWeights { get; }

    /// <summary>[classes].</summary>
    internal float[] Biases { get; }

    /// <summary>Writes the head as an ONNX graph that holds everything it needs; <see cref="HeadSession"/> runs it.</summary>
    public byte[] ToOnnx() => ToOnnx([]);

    /// <summary>Writes the head and a committee as one graph: the members' weights stand beside the head's, so that one pass over an item's features answers for all.</summary>
    /// <param name="committee">Heads over the same columns, such as <see cref="Committee.BootstrapCommittee.Fit"/> returns.</param>
    /// <exception cref="ArgumentException">A member has other columns, classes or dimensions.</exception>
    public byte[] ToOnnx(IReadOnlyList<Head> committee)
    {
        ArgumentNullException.ThrowIfNull(committee);
        if (committee.Any(member => member.Classes != Classes || member.EmbeddingDimensions != EmbeddingDimensions || !member.Columns.AsSpan().SequenceEqual(Columns)))
        {
            throw new ArgumentException("The members of a committee look at what the head looks at.", nameof(committee));
        }

        return HeadGraph.Write([this, .. committee]);
    }

    /// <summary>The choice behind it; null for a head that no trainer fitted.</summary>
    public HeadChoice? Choice { get; private init; }

    /// <summary>What <see cref="Shifted"/> added to each class's logit; empty for a head as it was fitted.</summary>
    internal float[] Offsets { get; private init; } = [];

    /// <summary>The same head with something added to each class's logit. The graph says what, so that whoever looks for doubt can take it off again.</summary>
    /// <param name="offsets">One per class.</param>
    public Head Shifted(float[] offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        return new Head(Classes, EmbeddingDimensions, Columns, NgramWeights, EmbeddingWeights, [.. Biases.Zip(offsets, (bias, offset) => bias + offset)]) { Offsets = offsets, Choice = Choice };
    }

    /// <summary>The same head with the choice behind it.</summary>
    internal Head By(HeadChoice choice) => new(Classes, EmbeddingDimensions, Columns, NgramWeights, EmbeddingWeights, Biases) { Offsets = Offsets, Choice = choice };

    /// <summary>Writes the head's weights as parameters of another fit, for a warm start; columns that it does not know start at 0.</summary>
    internal void WriteTo(LabelledDesign design, HeadProblem problem, Span<float> parameters)
    {
        var seen = problem.Set.Columns();
        var ascending = seen.Ascending();
        var ngramWeights = new float[seen.Count * problem.Classes.Length];
        for (int mine = 0, theirs = 0; mine < Columns.Length && theirs < ascending.Length;)
        {
            var difference = Columns[mine] - seen.Column(ascending[theirs]);
            for (var k = 0; difference == 0 && k < problem.Classes.Length; k++)
            {
                ngramWeights[(ascending[theirs] * problem.Classes.Length) + k] = NgramWeights[(mine * Classes) + problem.Classes[k]];
            }

            mine += difference <= 0 ? 1 : 0;
            theirs += difference >= 0 ? 1 : 0;
        }

        design.WriteNgrams(ngramWeights, parameters);
        for (var k = 0; k < problem.Classes.Length; k++)
        {
            var c = problem.Classes[k];
            if (design.EmbeddingScale > 0)
            {
                var ofClass = parameters.Slice(design.EmbeddingStart + (k * EmbeddingDimensions), EmbeddingDimensions);
                TensorPrimitives.Divide(EmbeddingWeights.AsSpan(c * EmbeddingDimensions, EmbeddingDimensions), design.EmbeddingScale, ofClass);
                problem.Halves.Unscale(ofClass);
            }

            // From the bias of a class that had no label, −30, the first Newton step would be wild.
            parameters[design.InterceptStart + k] = Math.Max(Biases[c], TensorPrimitives.Max<float>(Biases) - LowestBias);
        }
    }

    /// <inheritdoc cref="Predict(NgramVector, ReadOnlySpan{float}, Span{float})"/>
    public void Predict(TextFeatures features, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(features);
        Predict(features.Ngrams(), features.Embedding(), probabilities);
    }

    /// <summary>Computes class probabilities of one item without ONNX Runtime: the definition that the graph is tested against.</summary>
    /// <param name="ngrams">The item's n-grams.</param>
    /// <param name="embedding">Its embedding, or empty when it has none.</param>
    /// <param name="probabilities">Receives <see cref="Classes"/> values in [0, 1] that sum to 1.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Predict(NgramVector ngrams, ReadOnlySpan<float> embedding, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(ngrams);
        if (probabilities.Length != Classes || (!embedding.IsEmpty && embedding.Length != EmbeddingDimensions))
        {
            throw new ArgumentException($"This head takes {EmbeddingDimensions} values and gives {Classes}.", nameof(probabilities));
        }

        Span<double> logits = stackalloc double[Classes];
        for (var k = 0; k < Classes; k++)
        {
            logits[k] = Biases[k];
            if (!embedding.IsEmpty)
            {
                logits[k] += TensorPrimitives.Dot(embedding, EmbeddingWeights.AsSpan(k * EmbeddingDimensions, EmbeddingDimensions));
            }
        }

        for (var i = 0; i < ngrams.Columns.Length; i++)
        {
            var at = Array.BinarySearch(Columns, ngrams.Columns[i]);
            for (var k = 0; at >= 0 && k < Classes; k++)
            {
                logits[k] += ngrams.Weights[i] * NgramWeights[(at * Classes) + k];
            }
        }

        Softmax.InPlace(logits);
        for (var k = 0; k < Classes; k++)
        {
            probabilities[k] = (float)logits[k];
        }
    }
}
