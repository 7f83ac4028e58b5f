using Microsoft.ML.OnnxRuntime;

namespace ActiveLearning.Learning.Encoding;

/// <summary>How every ONNX session of the library runs: one thread per call, parallel by callers, and never spinning on a shared core.</summary>
internal static class SingleThreadSession
{
    /// <summary>Options to build one session with; the caller disposes them.</summary>
    public static SessionOptions Options()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }
}
