using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Heads;

/// <summary>Brings a fit in the space of labelled rows back to feature space, where it is one linear layer.</summary>
internal static class HeadAssembly
{
    /// <summary>Sums the rows, each times its dual coefficient: W = w·HᵀA over n-grams and (1−w)·EᵀA over embeddings.</summary>
    /// <param name="problem">What was fitted.</param>
    /// <param name="dual">A block of rows per class of the project, then the intercepts.</param>
    public static Head FromDual(HeadProblem problem, double[] dual)
    {
        var (set, labelledClasses, ngramShare) = (problem.Set, problem.Classes, problem.NgramShare);
        var classes = set.Classes;
        var seen = set.Columns();
        var columns = Columns(seen, out var places);
        var ngramWeights = new float[columns.Length * classes];
        var embeddingWeights = new float[set.EmbeddingDimensions * classes];
        Span<float> coefficients = stackalloc float[classes];
        var embedding = new float[set.EmbeddingDimensions];
        for (var row = 0; row < set.Count; row++)
        {
            for (var k = 0; k < classes; k++)
            {
                coefficients[k] = (float)dual[(k * set.Count) + row];
            }

            var ngrams = set.Features(row).Ngrams();
            var positions = seen.Row(row);
            for (var i = 0; i < ngrams.Columns.Length; i++)
            {
                var weight = (float)(ngramShare * ngrams.Weights[i]);
                var at = places[positions[i]] * classes;
                for (var k = 0; k < classes; k++)
                {
                    ngramWeights[at + k] += weight * coefficients[k];
                }
            }

            var hasPlace = set.Features(row).HasPlace;
            if (hasPlace)
            {
                set.Features(row).CopyEmbedding(embedding);
            }

            for (var k = 0; k < classes && hasPlace; k++)
            {
                var block = embeddingWeights.AsSpan(k * set.EmbeddingDimensions, set.EmbeddingDimensions);
                TensorPrimitives.MultiplyAdd(embedding, (float)((1 - ngramShare) * coefficients[k]), block, block);
            }
        }

        for (var k = 0; k < classes; k++)
        {
            // Once for the labelled rows, and once for whatever the head is put to.
            problem.Halves.Scale(embeddingWeights.AsSpan(k * set.EmbeddingDimensions, set.EmbeddingDimensions));
            problem.Halves.Scale(embeddingWeights.AsSpan(k * set.EmbeddingDimensions, set.EmbeddingDimensions));
        }

        var biases = new float[classes];
        var largest = labelledClasses.Max(k => dual[(classes * set.Count) + k]);
        for (var k = 0; k < classes; k++)
        {
            biases[k] = labelledClasses.Contains(k) ? (float)dual[(classes * set.Count) + k] : (float)largest + (float)HeadRecipe.UnseenBias;
        }

        return new Head(classes, set.EmbeddingDimensions, columns, ngramWeights, embeddingWeights, biases);
    }

    /// <summary>Brings parameters in feature space, where rows are scaled by √w and √(1−w), back to rows as they are.</summary>
    /// <param name="problem">What was fitted.</param>
    /// <param name="design">The layout of the parameters.</param>
    /// <param name="parameters">The fitted parameters.</param>
    public static Head FromPrimal(HeadProblem problem, LabelledDesign design, ReadOnlySpan<float> parameters)
    {
        var set = problem.Set;
        var classes = set.Classes;
        var columns = Columns(set.Columns(), out var places);
        var ngramWeights = new float[columns.Length * classes];
        var embeddingWeights = new float[set.EmbeddingDimensions * classes];
        var biases = new float[classes];
        var intercepts = parameters.Slice(design.InterceptStart, problem.Classes.Length);
        Array.Fill(biases, TensorPrimitives.Max(intercepts) + (float)HeadRecipe.UnseenBias);
        var byPosition = new float[columns.Length * problem.Classes.Length];
        design.ReadNgrams(parameters, byPosition);
        for (var k = 0; k < problem.Classes.Length; k++)
        {
            var c = problem.Classes[k];
            for (var position = 0; position < places.Length; position++)
            {
                ngramWeights[(places[position] * classes) + c] = byPosition[(position * problem.Classes.Length) + k];
            }

            var ofClass = embeddingWeights.AsSpan(c * set.EmbeddingDimensions, set.EmbeddingDimensions);
            TensorPrimitives.Multiply(parameters.Slice(design.EmbeddingStart + (k * set.EmbeddingDimensions), set.EmbeddingDimensions), design.EmbeddingScale, ofClass);
            problem.Halves.Scale(ofClass);
            biases[c] = intercepts[k];
        }

        return new Head(classes, set.EmbeddingDimensions, columns, ngramWeights, embeddingWeights, biases);
    }

    private static int[] Columns(SeenColumns seen, out int[] places)
    {
        var ascending = seen.Ascending();
        var columns = new int[ascending.Length];
        places = new int[ascending.Length];
        for (var place = 0; place < columns.Length; place++)
        {
            columns[place] = seen.Column(ascending[place]);
            places[ascending[place]] = place;
        }

        return columns;
    }
}
