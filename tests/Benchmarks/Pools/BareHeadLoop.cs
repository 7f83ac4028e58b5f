using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ActiveLearning.Benchmarks.Pools;

/// <summary>
/// The limit of scoring: ONNX Runtime over feature blocks, with nothing around it. Tensors are filled from the same rows, in runs of the same size and of rows of like
/// length; as many threads share one single-threaded session. Nobody waits, nothing is kept but the probabilities.
/// </summary>
internal sealed class BareHeadLoop : IDisposable
{
    private const int RowsAtOnce = 4_096;
    private const int RowsPerRun = 128;

    private static readonly string[] Inputs = ["ngram_columns", "ngram_weights", "embedding", "embedding_scale"];
    private static readonly string[] Outputs = ["probabilities"];

    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly int _classes;

    public BareHeadLoop(byte[] onnx, int classes)
    {
        _options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(onnx, _options);
        _classes = classes;
    }

    /// <summary>Scores every row of every block.</summary>
    /// <returns>Probabilities, a block after the other.</returns>
    public float[][] Run(FeatureBlock[] blocks, int threads, CancellationToken cancellationToken)
    {
        var probabilities = Array.ConvertAll(blocks, block => new float[block.Count * _classes]);
        var pieces = blocks.SelectMany((block, b) => Enumerable.Range(0, (block.Count + RowsAtOnce - 1) / RowsAtOnce).Select(i => (b, First: i * RowsAtOnce))).ToArray();
        WorkerThreads.Run(threads, pieces.Length, i => Score(blocks[pieces[i].b], pieces[i].First, probabilities[pieces[i].b]), cancellationToken);
        return probabilities;
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
        _run.Dispose();
    }

    private void Score(FeatureBlock block, int first, float[] probabilities)
    {
        var rows = Enumerable.Range(first, Math.Min(RowsAtOnce, block.Count - first)).ToArray();
        Array.Sort(Array.ConvertAll(rows, block.NgramCount), rows);
        var widest = block.NgramCount(rows[^1]);
        var columns = new int[RowsPerRun * widest];
        var weights = new float[RowsPerRun * widest];
        var codes = new sbyte[RowsPerRun * block.EmbeddingDimensions];
        var scales = new float[RowsPerRun];
        var output = new float[RowsPerRun * _classes];
        foreach (var run in rows.Chunk(RowsPerRun))
        {
            var width = Math.Max(1, block.NgramCount(run[^1]));
            for (var i = 0; i < run.Length; i++)
            {
                var count = block.NgramCount(run[i]);
                block.CopyNgrams(run[i], columns.AsSpan(i * width, count), weights.AsSpan(i * width, count));
                columns.AsSpan((i * width) + count, width - count).Clear();
                weights.AsSpan((i * width) + count, width - count).Clear();
                block.EmbeddingCodes(run[i]).CopyTo(codes.AsSpan(i * block.EmbeddingDimensions));
                scales[i] = block.EmbeddingScale(run[i]);
            }

            using var columnsValue = OrtValue.CreateTensorValueFromMemory<int>(OrtMemoryInfo.DefaultInstance, columns.AsMemory(0, run.Length * width), [run.Length, width]);
            using var weightsValue = OrtValue.CreateTensorValueFromMemory<float>(OrtMemoryInfo.DefaultInstance, weights.AsMemory(0, run.Length * width), [run.Length, width]);
            using var codesValue = OrtValue.CreateTensorValueFromMemory<sbyte>(
                OrtMemoryInfo.DefaultInstance, codes.AsMemory(0, run.Length * block.EmbeddingDimensions), [run.Length, block.EmbeddingDimensions]);
            using var scalesValue = OrtValue.CreateTensorValueFromMemory<float>(OrtMemoryInfo.DefaultInstance, scales.AsMemory(0, run.Length), [run.Length, 1]);
            using var outputValue = OrtValue.CreateTensorValueFromMemory<float>(OrtMemoryInfo.DefaultInstance, output.AsMemory(0, run.Length * _classes), [run.Length, _classes]);
            _session.Run(_run, Inputs, [columnsValue, weightsValue, codesValue, scalesValue], Outputs, [outputValue]);
            for (var i = 0; i < run.Length; i++)
            {
                output.AsSpan(i * _classes, _classes).CopyTo(probabilities.AsSpan(run[i] * _classes));
            }
        }
    }
}
