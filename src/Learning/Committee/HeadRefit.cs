using System.Numerics.Tensors;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Learning.Committee;

/// <summary>
/// Moves a fitted head, in the space of its own weights, towards the optimum for other label weights: the objective of <see cref="HeadTrainer"/>, C·Σ sᵢ·nllᵢ + ½‖W‖²
/// with class-balanced sᵢ, without the kernel, so that memory grows with the columns seen and not with the square of the labels.
/// </summary>
internal sealed class HeadRefit
{
    private readonly HeadFit _fit;
    private readonly int[] _classes;
    private readonly int[] _labels;
    private readonly int[][] _columns;
    private readonly double[][] _ngrams;
    private readonly double[][] _embeddings;
    private readonly double _ngramScale;
    private readonly double _embeddingScale;
    private readonly int _width;

    /// <summary>Lays out the rows once for all refits.</summary>
    public HeadRefit(TrainingSet set, HeadFit fit)
    {
        _fit = fit;
        _classes = [.. Enumerable.Range(0, set.Classes).Where(c => set.ClassWeights[c] > 0)];
        _labels = [.. Enumerable.Range(0, set.Count).Select(row => Array.IndexOf(_classes, set.Label(row)))];

        // The kernel w·HHᵀ + (1−w)·EEᵀ is a plain one over blocks scaled by the roots.
        var share = HeadRecipe.NgramShare(set, fit.Choice.CrossoverLabels);
        _ngramScale = Math.Sqrt(share);
        _embeddingScale = Math.Sqrt(1 - share);
        var columns = fit.Head.Columns;
        _columns = new int[set.Count][];
        _ngrams = new double[set.Count][];
        _embeddings = new double[set.Count][];
        for (var row = 0; row < set.Count; row++)
        {
            var ngrams = set.Features(row).Ngrams();
            var embedding = set.Features(row).HasPlace ? set.Features(row).Embedding() : [];
            _fit.Choice.Halves.Scale(embedding);
            _columns[row] = [.. ngrams.Columns.Select(column => Array.BinarySearch(columns, column))];
            _ngrams[row] = [.. ngrams.Weights.Select(weight => weight * _ngramScale)];
            _embeddings[row] = new double[embedding.Length];
            TensorPrimitives.ConvertChecked<float, double>(embedding, _embeddings[row]);
            TensorPrimitives.Multiply(_embeddings[row], _embeddingScale, _embeddings[row]);
        }

        _width = columns.Length + set.EmbeddingDimensions;
    }

    /// <summary>Takes a few steps from the fit towards the optimum for these label weights.</summary>
    /// <param name="weights">Weight per row, not negative; every labelled class has one above 0.</param>
    /// <param name="steps">Optimiser steps at most.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    public Head Fit(double[] weights, int steps, CancellationToken cancellationToken)
    {
        var balanced = Balance(weights);
        var parameters = Start();
        var scores = new double[_classes.Length];
        LimitedMemoryBfgs.Minimise((point, gradient) => Evaluate(balanced, point, gradient, scores), parameters, 1e-3, steps, cancellationToken);
        return ToHead(parameters);
    }

    private double[] Balance(double[] weights)
    {
        var perClass = new double[_classes.Length];
        for (var row = 0; row < weights.Length; row++)
        {
            perClass[_labels[row]] += weights[row];
        }

        var total = perClass.Sum();
        return [.. weights.Select((weight, row) => _fit.C * weight * total / (_classes.Length * perClass[_labels[row]]))];
    }

    // One block of columns, then embedding values, per class; then an intercept per class.
    private double[] Start()
    {
        var head = _fit.Head;
        var columns = head.Columns.Length;
        var parameters = new double[_classes.Length * (_width + 1)];
        for (var k = 0; k < _classes.Length; k++)
        {
            var block = parameters.AsSpan(k * _width, _width);
            for (var i = 0; i < columns && _ngramScale > 0; i++)
            {
                block[i] = head.NgramWeights[(i * head.Classes) + _classes[k]] / _ngramScale;
            }

            var ofEmbedding = head.EmbeddingWeights.AsSpan(_classes[k] * head.EmbeddingDimensions, head.EmbeddingDimensions).ToArray();
            _fit.Choice.Halves.Unscale(ofEmbedding);
            for (var d = 0; d < ofEmbedding.Length && _embeddingScale > 0; d++)
            {
                block[columns + d] = ofEmbedding[d] / _embeddingScale;
            }

            parameters[(_classes.Length * _width) + k] = head.Biases[_classes[k]];
        }

        return parameters;
    }

    private double Evaluate(double[] balanced, ReadOnlySpan<double> parameters, Span<double> gradient, double[] scores)
    {
        var columns = _fit.Head.Columns.Length;
        var split = _classes.Length * _width;
        parameters[..split].CopyTo(gradient);
        gradient[split..].Clear();
        var value = 0.5 * TensorPrimitives.SumOfSquares(parameters[..split]);
        for (var row = 0; row < balanced.Length; row++)
        {
            if (balanced[row] == 0)
            {
                continue;
            }

            for (var k = 0; k < _classes.Length; k++)
            {
                var block = parameters.Slice(k * _width, _width);
                var score = parameters[split + k] + (_embeddings[row].Length == 0 ? 0 : TensorPrimitives.Dot(_embeddings[row], block[columns..]));
                for (var i = 0; i < _columns[row].Length; i++)
                {
                    score += _ngrams[row][i] * block[_columns[row][i]];
                }

                scores[k] = score;
            }

            var ofLabel = scores[_labels[row]];
            value += balanced[row] * (Softmax.InPlace(scores) - ofLabel);
            scores[_labels[row]] -= 1;
            for (var k = 0; k < _classes.Length; k++)
            {
                var slope = balanced[row] * scores[k];
                var block = gradient.Slice(k * _width, _width);
                for (var i = 0; i < _columns[row].Length; i++)
                {
                    block[_columns[row][i]] += slope * _ngrams[row][i];
                }

                if (_embeddings[row].Length > 0)
                {
                    TensorPrimitives.MultiplyAdd(_embeddings[row], slope, block[columns..], block[columns..]);
                }

                gradient[split + k] += slope;
            }
        }

        return value;
    }

    private Head ToHead(double[] parameters)
    {
        var head = _fit.Head;
        var columns = head.Columns.Length;
        var ngrams = new float[head.NgramWeights.Length];
        var embeddings = new float[head.EmbeddingWeights.Length];
        float[] biases = [.. head.Biases];
        for (var k = 0; k < _classes.Length; k++)
        {
            var block = parameters.AsSpan(k * _width, _width);
            for (var i = 0; i < columns; i++)
            {
                ngrams[(i * head.Classes) + _classes[k]] = (float)(block[i] * _ngramScale);
            }

            for (var d = 0; d < head.EmbeddingDimensions; d++)
            {
                embeddings[(_classes[k] * head.EmbeddingDimensions) + d] = (float)(block[columns + d] * _embeddingScale);
            }

            _fit.Choice.Halves.Scale(embeddings.AsSpan(_classes[k] * head.EmbeddingDimensions, head.EmbeddingDimensions));

            biases[_classes[k]] = (float)parameters[(_classes.Length * _width) + k];
        }

        return new Head(head.Classes, head.EmbeddingDimensions, head.Columns, ngrams, embeddings, biases);
    }
}
